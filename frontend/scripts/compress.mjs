// Writes each file of dist/ that gets smaller as .br and .gz beside it, for the service to send as it is.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const LEAST_BYTES = 500;

for (const name of readdirSync(dist, { recursive: true })) {
  if (!/\.(js|css|svg|html|wasm)$/.test(name)) continue;
  const file = new URL(name, dist);
  const text = readFileSync(file);
  if (text.length < LEAST_BYTES) continue;
  writeFileSync(new URL(`${name}.gz`, dist), gzipSync(text, { level: 9 }));
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(new URL(`${name}.br`, dist), brotliCompressSync(text, { params }));
}
