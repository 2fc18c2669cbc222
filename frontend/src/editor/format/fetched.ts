/** The formatter's size as it is compiled; what is sent is compressed. A test compares it. */
export const RUFF_BYTES = 1_215_985;

/** Fetch the formatter and tell its share, 0 to 1, as it comes. Throws where it does not come. */
export async function fetched(
  address: string,
  onShare: (share: number) => void,
): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok || response.body === null) throw new Error(`${address}: ${response.status}`);
  let come = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, stream) {
      come += part.byteLength;
      onShare(Math.min(1, come / RUFF_BYTES));
      stream.enqueue(part);
    },
  });
  return new Response(response.body.pipeThrough(counted), {
    headers: { "Content-Type": "application/wasm" },
  });
}
