import { createParser } from "eventsource-parser";

/** Tell `hear` each server-sent event of an answer, until it ends. Works with any method. */
export async function readEvents(
  response: Response,
  hear: (name: string, data: unknown) => void,
): Promise<void> {
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
