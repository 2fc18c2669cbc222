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
