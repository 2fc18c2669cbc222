import type { ComponentChildren, JSX } from "preact";

import { Notice } from "./Notice";

/** Says that something needs an account, with a way there and back to `next`. */
export function LogInNotice(props: {
  title: string;
  next: string;
  children: ComponentChildren;
}): JSX.Element {
  const next = encodeURIComponent(props.next);
  return (
    <div role="status">
      <Notice tone="info" title={props.title}>
        <p>{props.children}</p>
        <p class="notice__actions">
          <a class="button button--primary" href={`/login?next=${next}`}>
            Log in
          </a>
          <a class="button" href={`/register?next=${next}`}>
            Make an account
          </a>
        </p>
      </Notice>
    </div>
  );
}
