import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

import { getTemplate } from "../../api/admin";
import { describe } from "../../api/words";

/** What a new source begins from. */
export type NewWish = { title: string; suggestion: string } & (
  | { template: string }
  | { text: string }
);

interface NewDialogProps {
  wish: NewWish | null;
  taken: ReadonlySet<string>;
  onClose(): void;
  onBegin(id: string, text: string): void;
}

/** Asks for the id of a new source. */
export function NewDialog({ wish, taken, onClose, onBegin }: NewDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [id, setId] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useLayoutEffect(() => {
    if (wish === null || dialog.current!.open) return;
    setId(wish.suggestion);
    setFault(null);
    dialog.current!.showModal();
  }, [wish]);

  const begin = async (event: Event) => {
    event.preventDefault();
    if (wish === null || busy) return;
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) {
      setFault("Lower-case letters, digits and single hyphens, such as momentum-step.");
      return;
    }
    if (taken.has(id)) {
      setFault("This id is taken. Open that source, or choose another id.");
      return;
    }
    setBusy(true);
    try {
      const text = "text" in wish ? wish.text : await getTemplate(wish.template);
      dialog.current!.close();
      onBegin(id, text);
    } catch (error) {
      setFault(describe(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="new-title" onClose={onClose}>
      <form onSubmit={(event) => void begin(event)} noValidate>
        <h2 id="new-title">{wish?.title}</h2>
        <label class="field">
          <span class="field__label">Id</span>
          <input
            value={id}
            autocomplete="off"
            spellcheck={false}
            aria-invalid={fault !== null}
            aria-describedby="new-help"
            onInput={(event) => setId(event.currentTarget.value)}
          />
          <span id="new-help" class={fault === null ? "field__help" : "field__fault"} role="status">
            {fault ?? "It is in the address and names the file: momentum-step.yaml."}
          </span>
        </label>
        <div class="dialog__actions">
          <button type="button" class="button" onClick={() => dialog.current!.close()}>
            Cancel
          </button>
          <button type="submit" class="button button--primary">
            {busy ? "Fetching the template…" : "Begin"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
