import type { ComponentChildren, JSX } from "preact";

export type Tone = "good" | "bad" | "warn" | "info" | "plain";

interface NoticeProps {
  tone: Tone;
  title: string;
  children?: ComponentChildren;
}

/** A boxed message with a title; errors are announced at once by screen readers. */
export function Notice({ tone, title, children }: NoticeProps): JSX.Element {
  return (
    <div class={`notice notice--${tone}`} role={tone === "bad" ? "alert" : undefined}>
      <p class="notice__title">{title}</p>
      {children}
    </div>
  );
}
