import type { JSX } from "preact";

import { MODIFIER } from "./keys";
import "./editor-dialog.css";

const KEYS: readonly (readonly [string, string])[] = [
  [`${MODIFIER} Enter`, "Run"],
  [`${MODIFIER} Shift Enter`, "Submit"],
  [`${MODIFIER} Space`, "Complete a name"],
  [`${MODIFIER} /`, "Comment lines in or out"],
  ["Shift Alt F", "Format the code"],
  ["Alt ↑ Alt ↓", "Move lines"],
  [`${MODIFIER} Z`, "Undo"],
  ["Tab", "Indent"],
  ["Esc Tab", "Leave the editor"],
  ["?", "This list, outside the editor"],
];

/** Every key of the pages, and what it does. */
export function KeyTable(): JSX.Element {
  return (
    <table class="table keys">
      <caption class="visually-hidden">Keys</caption>
      <tbody>
        {KEYS.map(([keys, act]) => (
          <tr key={keys}>
            <th scope="row">
              {keys.split(" ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </th>
            <td>{act}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
