import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { useSeen } from "../seen";

type Highlight = (code: string) => { text: string; classes: string }[];

const importHighlight = () => import("../editor/highlight");
let highlight: Highlight | null = null;

/** A block of code; Python is colored once the editor's parser is there, fetched when it is seen. */
export function Code({ text, language }: { text: string; language: string }): JSX.Element {
  const [, redraw] = useState(0);
  const python = /^(python|py)?$/.test(language.trim().split(/\s/)[0] ?? "");
  const block = useRef<HTMLPreElement>(null);
  const seen = useSeen(block, highlight !== null);

  useEffect(() => {
    if (!python || !seen || highlight) return;
    let gone = false;
    void importHighlight().then((module) => {
      highlight = module.highlightPython;
      if (!gone) redraw((n) => n + 1);
    }, () => {});
    return () => {
      gone = true;
    };
  }, [python, seen]);

  let body: ComponentChildren = text;
  if (python && highlight) {
    body = highlight(text).map((piece) =>
      piece.classes ? <span class={piece.classes}>{piece.text}</span> : piece.text,
    );
  }
  return (
    <pre ref={block} class="code" tabIndex={0}>
      <code>{body}</code>
    </pre>
  );
}
