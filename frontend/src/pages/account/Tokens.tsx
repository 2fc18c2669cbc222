import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { deleteToken, listTokens, makeToken } from "../../api/account";
import type { Scope, Token, TokenWithSecret, User } from "../../api/types";
import { Confirm, type Question } from "../../components/Confirm";
import { Notice } from "../../components/Notice";
import { Secret } from "../../components/Secret";
import { useAct } from "./useAct";

const SCOPES: readonly { scope: Scope; words: string; roles: readonly User["role"][] }[] = [
  { scope: "read", words: "read", roles: ["candidate", "author", "admin"] },
  { scope: "submit", words: "submit and answer", roles: ["candidate", "author", "admin"] },
  { scope: "author", words: "write problems", roles: ["author", "admin"] },
  { scope: "admin", words: "administer", roles: ["admin"] },
];

/** Tokens for programs: made, listed and deleted. */
export function Tokens({ role }: { role: User["role"] }): JSX.Element {
  const [tokens, setTokens] = useState<Token[] | null>(null);
  const [made, setMade] = useState<TokenWithSecret | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const act = useAct();

  const read = async () => setTokens(await listTokens());
  useEffect(() => act.run(read), []);

  const make = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const fields = new FormData(form);
    const days = Number(fields.get("days"));
    act.run(async () => {
      setMade(
        await makeToken({
          name: String(fields.get("name")).trim(),
          scopes: fields.getAll("scope") as Scope[],
          days: days > 0 ? days : null,
        }),
      );
      form.reset();
      await read();
    });
  };

  const askDelete = (token: Token) =>
    setQuestion({
      title: `Delete the token “${token.name}”?`,
      text: "Programs that use it are refused at once.",
      action: "Delete it",
      onYes: () =>
        act.run(async () => {
          await deleteToken(token.id);
          if (made?.id === token.id) setMade(null);
          await read();
        }),
    });

  return (
    <section aria-labelledby="tokens-title">
      <h2 id="tokens-title">Tokens for programs</h2>
      <p>
        A token lets a program act for you: <code>Authorization: Bearer TOKEN</code>.
      </p>
      {act.failure && (
        <Notice tone="bad" title="That did not work">
          <p>{act.failure}</p>
        </Notice>
      )}
      {made && (
        <Secret
          title={`The token “${made.name}”`}
          about="It is shown this once. Keep it where nobody else reads it."
          secret={made.token}
        />
      )}
      {tokens !== null && tokens.length > 0 && (
        <ul class="things" aria-label="Your tokens">
          {tokens.map((token) => (
            <li key={token.id} class="thing">
              <span class="thing__name">
                {token.name}
                <span class="thing__about">
                  {token.scopes.join(", ")}
                  {token.expires_at && `, until ${day(token.expires_at)}`}
                  {token.last_used_at ? `, last used ${day(token.last_used_at)}` : ", never used"}
                </span>
              </span>
              <button type="button" class="text-button" onClick={() => askDelete(token)}>
                Delete<span class="visually-hidden"> {token.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <form class="settings__form" onSubmit={(event) => make(event as SubmitEvent)}>
        <label class="field">
          <span class="field__label">Name of a new token</span>
          <input name="name" required maxLength={100} placeholder="grading script" />
        </label>
        <label class="field">
          <span class="field__label">Days until it expires</span>
          <input name="days" type="number" min={1} max={3650} placeholder="never" />
        </label>
        <fieldset class="boxes">
          <legend>It may</legend>
          {SCOPES.filter(({ roles }) => roles.includes(role)).map(({ scope, words }) => (
            <label key={scope}>
              <input type="checkbox" name="scope" value={scope} defaultChecked={scope === "read"} />
              {words}
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button" aria-disabled={act.busy}>
          Make a token
        </button>
      </form>
      <Confirm question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}

function day(moment: string): string {
  return new Date(moment).toLocaleDateString();
}
