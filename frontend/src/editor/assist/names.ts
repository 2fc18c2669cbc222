/** NumPy's public names, as `scripts/numpy_names.py` writes them down: signatures, or null. */
export interface NumpyNames {
  version: string;
  modules: Record<string, Record<string, string | null>>;
  array: Record<string, string | null>;
}

/** A name that can be written at a place, and its signature where it is called. */
export interface Name {
  name: string;
  signature: string | null;
  kind: "function" | "constant" | "module" | "method";
}

/** What each name of the code stands for: `np` for `numpy`, `norm` for `numpy.linalg.norm`. */
export function aliasesOf(code: string): Map<string, string> {
  const aliases = new Map<string, string>();
  const line = /^[ \t]*(?:import[ \t]+(numpy[\w.]*)(?:[ \t]+as[ \t]+(\w+))?|from[ \t]+(numpy[\w.]*)[ \t]+import[ \t]+(.+))$/gm;
  for (const [, module, alias, from, names] of code.matchAll(line)) {
    if (module) aliases.set(alias ?? "numpy", alias ? module : "numpy");
    for (const part of (names ?? "").replace(/[()]/g, "").split(",")) {
      const [, name, as] = /^\s*(\w+)(?:\s+as\s+(\w+))?/.exec(part) ?? [];
      if (name) aliases.set(as ?? name, `${from}.${name}`);
    }
  }
  return aliases;
}

/** The full name that a dotted one stands for, or null if it is none of NumPy's. */
export function resolve(dotted: string, aliases: ReadonlyMap<string, string>): string | null {
  const [first, ...rest] = dotted.split(".");
  const start = aliases.get(first!);
  return start === undefined ? null : [start, ...rest].join(".");
}

/** What may follow `before.`: of a module its names, of anything else what arrays have. */
export function namesAfter(
  before: string,
  aliases: ReadonlyMap<string, string>,
  numpy: NumpyNames,
): Name[] {
  const full = resolve(before, aliases);
  const module = full === null ? undefined : numpy.modules[full];
  if (!module) return full === null ? list(numpy.array, "method") : [];
  const inner = Object.keys(numpy.modules)
    .filter((name) => name.startsWith(`${full}.`))
    .map((name) => ({ name: name.slice(full!.length + 1), signature: null, kind: "module" as const }));
  return [...inner, ...list(module, "function")];
}

function list(names: Record<string, string | null>, kind: "function" | "method"): Name[] {
  return Object.entries(names).map(([name, signature]) => ({
    name,
    signature,
    kind: signature === null ? "constant" : kind,
  }));
}

/** The signature of what is called by a dotted name: `np.dot(a, b, out=None)`; null if unknown. */
export function signatureOf(
  dotted: string,
  aliases: ReadonlyMap<string, string>,
  numpy: NumpyNames,
): string | null {
  const full = resolve(dotted, aliases);
  const at = (full ?? dotted).lastIndexOf(".");
  const last = (full ?? dotted).slice(at + 1);
  const holder = full === null ? numpy.array : numpy.modules[full.slice(0, at)];
  // A method by its name alone: only where there is something before it.
  if (!holder || (full === null && at < 0) || !Object.hasOwn(holder, last)) return null;
  const signature = holder[last];
  return signature ? last + signature : null;
}
