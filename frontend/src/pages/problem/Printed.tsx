import type { JSX } from "preact";

export function Printed({ text }: { text: string }): JSX.Element {
  return (
    <div class="printed">
      <p class="printed__label">Printed</p>
      <pre class="code" tabIndex={0}>
        {text}
      </pre>
    </div>
  );
}
