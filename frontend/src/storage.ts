/** `localStorage` that stays quiet where a browser forbids or fills it. */

let closed = false;

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`nabla.${key}`);
  } catch {
    return null;
  }
}

/** Keep nothing from here on: the page ends in a moment, and what lies here is somebody else's. */
export function close(): void {
  closed = true;
}

/** Keep `value` under `key`, or forget it when null. False when the browser refused. */
export function keep(key: string, value: string | null): boolean {
  if (closed) return false;
  try {
    if (value === null) localStorage.removeItem(`nabla.${key}`);
    else localStorage.setItem(`nabla.${key}`, value);
    return true;
  } catch {
    return false;
  }
}

/** Everything kept under keys that begin with `prefix`, by the rest of the key. */
export function recallAll(prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  try {
    const start = `nabla.${prefix}`;
    for (let i = 0; i < localStorage.length; i++) {
      const key = localStorage.key(i)!;
      if (key.startsWith(start)) found.set(key.slice(start.length), localStorage.getItem(key)!);
    }
  } catch {
    // As in `recall`: a browser that forbids storage has nothing in it.
  }
  return found;
}

/** Put what lies under keys that `fits` takes aside for `owner`; how many they were. */
export function layAside(owner: string, fits: (key: string) => boolean): number {
  return move("nabla.", asideOf(owner), fits);
}

/** Put back what was laid aside for `owner`; how many keys there were. */
export function bringBack(owner: string): number {
  return move(asideOf(owner), "nabla.", () => true);
}

// Not below "nabla.", so that nobody else comes upon it.
const asideOf = (owner: string) => `nabla-of.${owner}.`;

function move(from: string, to: string, fits: (key: string) => boolean): number {
  let moved = 0;
  try {
    for (const name of Object.keys(localStorage)) {
      const key = name.slice(from.length);
      if (!name.startsWith(from) || !fits(key)) continue;
      const value = localStorage.getItem(name)!;
      localStorage.removeItem(name); // First: a full browser has room for one of the two only.
      try {
        localStorage.setItem(to + key, value);
      } catch (error) {
        localStorage.setItem(name, value);
        throw error;
      }
      moved++;
    }
  } catch {
    // As in `recall`.
  }
  return moved;
}
