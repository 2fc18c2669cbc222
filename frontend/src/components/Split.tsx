import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { keep, recall } from "../storage";
import "./split.css";

interface SplitProps {
  /** Under this name the reader's choice is kept. */
  name: string;
  label: string;
  /** `columns`: side by side; `rows`: one above the other. */
  direction: "columns" | "rows";
  /** Share of the first pane in percent until the reader moves the bar. */
  initial: number;
  first: ComponentChildren;
  second: ComponentChildren;
}

const LEAST = 20;
const MOST = 80;
const STEP = 2;

/** Two panes and a bar between them, moved by pointer or by the arrow keys. */
export function Split(props: SplitProps): JSX.Element {
  const { name, label, direction, initial, first, second } = props;
  const box = useRef<HTMLDivElement>(null);
  const [share, setShare] = useState(() => within(Number(recall(`split.${name}`) ?? initial)));

  useLayoutEffect(() => {
    // Set as a property: `style` attributes are not allowed by the content security policy.
    box.current?.style.setProperty("--share", String(share));
  }, [share]);

  const move = (next: number) => {
    const value = within(next);
    setShare(value);
    keep(`split.${name}`, String(value));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowLeft: share - STEP,
      ArrowUp: share - STEP,
      ArrowRight: share + STEP,
      ArrowDown: share + STEP,
      Home: LEAST,
      End: MOST,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(next);
  };

  const onPointerMove = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    if (!bar.hasPointerCapture(event.pointerId)) return;
    const area = box.current!.getBoundingClientRect();
    const part =
      direction === "columns"
        ? (event.clientX - area.left) / area.width
        : (event.clientY - area.top) / area.height;
    move(Math.round(part * 1000) / 10);
  };

  return (
    <div ref={box} class={`split split--${direction}`}>
      <div class="split__first">{first}</div>
      <div
        class="split__bar"
        role="separator"
        tabIndex={0}
        aria-label={label}
        aria-orientation={direction === "columns" ? "vertical" : "horizontal"}
        aria-valuemin={LEAST}
        aria-valuemax={MOST}
        aria-valuenow={Math.round(share)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.preventDefault();
          (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
        }}
        onPointerMove={onPointerMove}
        onDblClick={() => move(initial)}
      />
      <div class="split__second">{second}</div>
    </div>
  );
}

function within(share: number): number {
  return Number.isFinite(share) ? Math.min(MOST, Math.max(LEAST, share)) : 50;
}
