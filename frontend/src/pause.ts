/** Let the browser paint and answer keys before what comes next; it goes on right after. */
export function pause(): Promise<void> {
  return new Promise((resume) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resume();
    };
    port2.postMessage(null);
  });
}

/** A function to call between pieces of work: it pauses where that has gone on for so long. */
export function restAfter(milliseconds: number): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < milliseconds) return;
    await pause();
    since = performance.now();
  };
}
