import type { JSX } from "preact";

import { listAllRejudges } from "../../../api/desk";
import type { RejudgeItem } from "../../../api/types";
import { DeskPage } from "../desk/DeskPage";
import { ListEnd } from "../../../listing/ListEnd";
import { useList } from "../../../listing/useList";
import { When } from "../../../components/When";

interface State {
  words: string;
  tone: string;
}

const STATES: Record<RejudgeItem["status"], State> = {
  running: { words: "judging", tone: "state--info" },
  judged: { words: "waits for your word", tone: "state--warn" },
  applying: { words: "being applied", tone: "state--info" },
  applied: { words: "applied", tone: "state--good" },
  cancelled: { words: "cancelled", tone: "" },
};

function stateOf({ status, apply, changed }: RejudgeItem): State {
  const idle = status === "judged" && !apply && changed === 0;
  return idle ? { words: "nothing would change", tone: "" } : STATES[status];
}

/** Every rejudging that there was, of whichever problem. */
export function RejudgesPage(): JSX.Element {
  const list = useList(listAllRejudges, "all");
  return (
    <DeskPage
      title="Rejudgings"
      lead="Earlier attempts judged again on the version that is current: all of a problem, or chosen ones."
    >
      {list.items !== null && list.items.length > 0 && (
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Problem</th>
              <th scope="col">State</th>
              <th scope="col" class="desk-table__end">
                Judged
              </th>
              <th scope="col" class="desk-table__end">
                Changes
              </th>
              <th scope="col">By</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((one) => (
              <tr key={one.id}>
                <td class="desk-table__when">
                  <a href={`/admin/rejudges/${one.id}`}>
                    <When at={one.created_at} />
                  </a>
                </td>
                <th scope="row">
                  {one.problem} <span class="quiet">v{one.version}</span>{" "}
                  {one.chosen && <span class="state">chosen attempts</span>}
                </th>
                <td>
                  <span class={`state ${stateOf(one).tone}`}>{stateOf(one).words}</span>
                </td>
                <td class="desk-table__end" data-label="Judged">
                  {one.done} of {one.total}
                </td>
                <td class="desk-table__end" data-label="Changes">
                  {one.changed}
                </td>
                <td data-label="By">{one.created_by}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ListEnd
        list={list}
        what="rejudgings"
        none="There was none so far. Begin one from a problem's page, or from the attempts."
      />
    </DeskPage>
  );
}
