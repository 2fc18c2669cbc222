import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { invite, listInvitations, uninvite } from "../../../api/desk";
import type { Invitation, InvitationWithCode } from "../../../api/types";
import { Confirm, type Question } from "../../../components/Confirm";
import { Notice } from "../../../components/Notice";
import { useAct } from "../../account/useAct";
import { Secret } from "../../../components/Secret";
import { count } from "../words";

interface InvitationsProps {
  /** Whether the form for another one is open. */
  inviting: boolean;
  onDone(): void;
}

/** Invitations: made, listed, taken back. */
export function Invitations({ inviting, onDone }: InvitationsProps): JSX.Element {
  const [open, setOpen] = useState<Invitation[] | null>(null);
  const [made, setMade] = useState<InvitationWithCode | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();

  const read = async () => setOpen(await listInvitations());
  useEffect(() => act.run(read), []);

  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    act.run(async () => {
      setMade(
        await invite({
          role: String(fields.get("role")),
          uses: Number(fields.get("uses")),
          days: Number(fields.get("days")),
        }),
      );
      onDone();
      await read();
    });
  };

  const askBack = (one: Invitation) =>
    setQuestion({
      title: "Take this invitation back?",
      text: `${words(one)}. Whoever has its link can no longer use it.`,
      action: "Take it back",
      onYes: () =>
        act.run(async () => {
          await uninvite(one.id);
          if (made?.id === one.id) setMade(null);
          await read();
        }),
    });

  return (
    <section class="desk-section" aria-label="Invitations">
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      {made && (
        <Secret
          title={`An invitation for ${count(made.uses_left, "person").replace("persons", "people")}`}
          about="Send this link to whom you invite. It is shown this once."
          secret={linkOf(made.code)}
        />
      )}
      {inviting && (
        <form class="desk-form" onSubmit={(event) => make(event as SubmitEvent)}>
          <label class="field">
            <span class="field__label">They will be</span>
            <select name="role">
              <option value="candidate">candidates</option>
              <option value="author">authors</option>
              <option value="admin">admins</option>
            </select>
          </label>
          <label class="field">
            <span class="field__label">How many may register</span>
            <input name="uses" type="number" required min={1} max={10_000} defaultValue="1" />
          </label>
          <label class="field">
            <span class="field__label">Days until it expires</span>
            <input name="days" type="number" required min={1} max={365} defaultValue="14" />
          </label>
          <button type="submit" class="button button--primary" aria-disabled={act.busy}>
            Make the invitation
          </button>
        </form>
      )}
      {open !== null && open.length > 0 && (
        <details class="invitations">
          <summary>{count(open.length, "open invitation")}</summary>
          <ul class="desk-list" aria-label="Open invitations">
            {open.map((one) => (
              <li key={one.id}>
                <span>{words(one)}</span>
                <button type="button" class="text-button" onClick={() => askBack(one)}>
                  Take back
                  <span class="visually-hidden"> the one made {dayOf(one.created_at)}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}

/** Behind `#`, where neither servers nor other sites get to see it. */
function linkOf(code: string): string {
  return `${location.origin}/register#invitation=${encodeURIComponent(code)}`;
}

function words({ role, uses_left: uses, expires_at: end, created_at: made }: Invitation): string {
  const who = uses === 1 ? `one more ${role}` : `${uses} more ${role}s`;
  return `Made ${dayOf(made)}, for ${who}, until ${dayOf(end)}`;
}

function dayOf(moment: string): string {
  return new Date(moment).toLocaleDateString();
}
