/** Tell `hear` each server-sent event of an answer, until it ends. Works with any method. */
export async function readEvents(
  response: Response,
  hear: (name: string, data: unknown) => void,
): Promise<void> {
  // Only authors need it: it must not be in what everybody loads.
  const { createParser } = await import("eventsource-parser");
  const parser = createParser({
    onEvent: (event) => hear(event.event ?? "message", JSON.parse(event.data)),
  });
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    parser.feed(value);
  }
}
