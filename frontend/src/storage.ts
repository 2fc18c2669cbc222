/** `localStorage` that stays quiet where a browser forbids or fills it. */

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`nabla.${key}`);
  } catch {
    return null;
  }
}

/** Keep `value` under `key`, or forget it when null. False when the browser refused. */
export function keep(key: string, value: string | null): boolean {
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
