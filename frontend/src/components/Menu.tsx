import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { Icon } from "./Icon";
import "./menu.css";

interface MenuProps {
  label: ComponentChildren;
  /** Buttons and links; choosing one closes the menu. */
  children: ComponentChildren;
  primary?: boolean;
}

/** A button that unfolds more actions; Escape and a click elsewhere fold it. */
export function Menu({ label, children, primary = false }: MenuProps): JSX.Element {
  const box = useRef<HTMLDetailsElement>(null);

  useEffect(() => {
    const close = (event: Event) => {
      if (!box.current?.open) return;
      const inside = event.composedPath().includes(box.current);
      if (event instanceof KeyboardEvent) {
        if (event.key !== "Escape" || !inside) return;
        box.current.querySelector("summary")?.focus();
      } else if (inside) return;
      box.current.open = false;
    };
    addEventListener("click", close);
    addEventListener("keydown", close);
    return () => {
      removeEventListener("click", close);
      removeEventListener("keydown", close);
    };
  }, []);

  return (
    <details ref={box} class="menu">
      <summary class={primary ? "button button--primary" : "button"}>
        {label} <Icon name="down" />
      </summary>
      <div
        class="menu__items"
        // A dialog that a choice opens gives the focus back to what had it before.
        onClickCapture={(event) => isChoice(event) && box.current!.querySelector("summary")!.focus()}
        onClick={(event) => {
          if (isChoice(event)) box.current!.open = false;
        }}
      >
        {children}
      </div>
    </details>
  );
}

function isChoice(event: Event): boolean {
  return (event.target as Element).closest("button, a") !== null;
}
