import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { Icon } from "./Icon";
import { Notice } from "./Notice";
import "../styles/states.css";

/** Something that was just made up and is never shown again. */
export function Secret(props: { title: string; about: string; secret: string }): JSX.Element {
  const { title, about, secret } = props;
  const [copied, setCopied] = useState("");
  const button = useRef<HTMLButtonElement>(null);
  // It has to be seen and taken now, wherever it was asked for.
  useLayoutEffect(() => button.current!.focus(), [secret]);
  const copy = () => navigator.clipboard.writeText(secret).then(() => setCopied(secret), () => {});
  return (
    <div role="status">
      <Notice tone="good" title={title}>
        <p>{about}</p>
        <p>
          <code class="secret">{secret}</code>
        </p>
        <button
          ref={button}
          type="button"
          class="button button--small"
          onClick={() => void copy()}
        >
          <Icon name={copied === secret ? "check" : "copy"} />{" "}
          {copied === secret ? "Copied" : "Copy"}
        </button>
      </Notice>
    </div>
  );
}
