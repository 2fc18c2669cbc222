import type { JSX } from "preact";

import { listRecord } from "../../../api/desk";
import type { Act } from "../../../api/types";
import { DeskPage } from "../desk/DeskPage";
import { ChoiceFilter, Filters, TextFilter, useFilters } from "../desk/filters";
import { ListEnd } from "../../../listing/ListEnd";
import { useList } from "../../../listing/useList";
import { When } from "../../../components/When";
import { ACT_WORDS, factsOf } from "./acts";

/** Who has done what, to what or whom. */
export function RecordPage(): JSX.Element {
  const [wish, change] = useFilters(["who", "act", "user", "problem"]);
  const list = useList((cursor) => listRecord(wish, cursor), JSON.stringify(wish));
  return (
    <DeskPage title="Record" lead="What authors and admins have done, newest first.">
      <Filters>
        <TextFilter
          label="Who did it"
          value={wish.who}
          placeholder="user name"
          onChange={(who) => change({ who })}
        />
        <ChoiceFilter
          label="What"
          all="everything"
          value={wish.act}
          options={Object.entries(ACT_WORDS)}
          onChange={(act) => change({ act })}
        />
        <TextFilter
          label="To whom"
          value={wish.user}
          placeholder="user name"
          onChange={(user) => change({ user })}
        />
        <TextFilter
          label="To which problem"
          value={wish.problem}
          placeholder="its id"
          onChange={(problem) => change({ problem })}
        />
      </Filters>
      {list.items !== null && list.items.length > 0 && (
        <table class="desk-table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Who</th>
              <th scope="col">What</th>
              <th scope="col">To</th>
              <th scope="col">More</th>
            </tr>
          </thead>
          <tbody>
            {list.items.map((act) => (
              <tr key={act.id}>
                <td class="desk-table__when">
                  <When at={act.at} />
                </td>
                <th scope="row">{act.who}</th>
                <td>{ACT_WORDS[act.act] ?? act.act.replaceAll("_", " ")}</td>
                <td>
                  <Subject act={act} />
                </td>
                <td class="quiet">{factsOf(act)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <ListEnd list={list} what="record" none="Nothing of that kind has been done so far." />
    </DeskPage>
  );
}

/** What or whom something was done to, with the way there. */
function Subject({ act }: { act: Act }): JSX.Element | null {
  const user = act.details["user"];
  const rejudging = act.details["rejudging"];
  if (typeof user === "string") {
    return <a href={`/admin/people?q=${encodeURIComponent(user)}`}>{user}</a>;
  }
  if (act.problem === null) return null;
  return (
    <>
      <a href={`/admin/problems/${encodeURIComponent(act.problem)}`}>{act.problem}</a>
      {typeof rejudging === "string" && (
        <>
          {" "}
          (<a href={`/admin/rejudges/${rejudging}`}>the rejudging</a>)
        </>
      )}
    </>
  );
}
