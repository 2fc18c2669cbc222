/** Whether requests get answers; told by every request, heard by the line below the header. */

let lost = false;
let heard: ((lost: boolean) => void) | null = null;

/** A request got an answer, or none. */
export function tellAnswered(answered: boolean): void {
  if (lost === !answered) return;
  lost = !answered;
  heard?.(lost);
}

/** Be told whenever the server is lost or found, and at once if it is lost already. */
export function onReach(then: (lost: boolean) => void): () => void {
  heard = then;
  if (lost) then(true);
  return () => {
    heard = null;
  };
}

/** Ask whether the server is there again. */
export async function askAgain(): Promise<void> {
  const answer = await fetch("/healthz", { cache: "no-store" }).catch(() => null);
  if (answer === null || isGateway(answer.status)) return;
  tellAnswered(true);
  // What waits to be sent goes now, as when the browser's own connection is back.
  dispatchEvent(new Event("online"));
}

/** An answer of a proxy that did not reach the service. */
export function isGateway(status: number): boolean {
  return status === 502 || status === 504;
}
