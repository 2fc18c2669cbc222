const MOST_BYTES = 1_000_000;

/** Hand `text` to the browser as a file to keep. */
export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** The text of a chosen file. Throws an Error with words for a file that is no text of a problem. */
export async function readTextFile(file: File): Promise<string> {
  if (file.size > MOST_BYTES) {
    throw new Error(`“${file.name}” is larger than 1 MB, which no problem is. Choose another file.`);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`“${file.name}” is not text in UTF-8. Save it as UTF-8 and try again.`);
  }
}
