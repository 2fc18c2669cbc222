import type { JSX } from "preact";
import { useState } from "preact/hooks";

import { listPeople } from "../../../api/desk";
import type { Person } from "../../../api/types";
import { DeskPage } from "../desk/DeskPage";
import { ChoiceFilter, Filters, TextFilter, useFilters } from "../desk/filters";
import { ListEnd } from "../../../listing/ListEnd";
import { useList } from "../../../listing/useList";
import { When } from "../../../components/When";
import { Invitations } from "./Invitations";

/** Everybody who has an account, and ways to let others in. */
export function PeoplePage(): JSX.Element {
  const [wish, change] = useFilters(["q", "role", "disabled"]);
  const [inviting, setInviting] = useState(false);
  const list = useList((cursor) => listPeople(wish, cursor), JSON.stringify(wish));
  return (
    <DeskPage
      title="People"
      lead="Who has an account here, newest first."
      actions={
        <button
          type="button"
          class="button button--primary"
          aria-expanded={inviting}
          onClick={() => setInviting(!inviting)}
        >
          Invite people
        </button>
      }
    >
      <Invitations inviting={inviting} onDone={() => setInviting(false)} />
      <Filters>
        <TextFilter
          label="Name"
          type="search"
          value={wish.q}
          placeholder="part of it"
          onChange={(q) => change({ q })}
        />
        <ChoiceFilter
          label="Role"
          all="every role"
          value={wish.role}
          options={[
            ["guest", "guests"],
            ["candidate", "candidates"],
            ["author", "authors"],
            ["admin", "admins"],
          ]}
          onChange={(role) => change({ role })}
        />
        <ChoiceFilter
          label="State"
          all="every state"
          value={wish.disabled}
          options={[
            ["false", "open"],
            ["true", "closed"],
          ]}
          onChange={(disabled) => change({ disabled })}
        />
      </Filters>
      {list.items !== null && list.items.length > 0 && <PeopleTable people={list.items} />}
      <ListEnd list={list} what="accounts" none="No account fits. Try another part of the name." />
    </DeskPage>
  );
}

function PeopleTable({ people }: { people: readonly Person[] }): JSX.Element {
  return (
    <table class="desk-table">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Role</th>
          <th scope="col">Joined</th>
          <th scope="col">Last active</th>
          <th scope="col" class="desk-table__end">
            Attempts
          </th>
          <th scope="col" class="desk-table__end">
            Log-ins
          </th>
          <th scope="col" class="desk-table__end">
            Tokens
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={person.id}>
            <th scope="row">
              <a href={`/admin/people/${person.id}`}>{person.username}</a>{" "}
              {person.disabled && <span class="state state--bad">closed</span>}
            </th>
            <td>
              {person.role === "candidate" || person.role === "guest" ? (
                <span class="quiet">{person.role}</span>
              ) : (
                <span class="state state--info">{person.role}</span>
              )}
            </td>
            <td data-label="Joined">
              <When at={person.created_at} />
            </td>
            <td data-label="Last active">
              {person.last_active_on ?? <span class="quiet">never</span>}
            </td>
            <td class="desk-table__end" data-label="Attempts">
              {person.attempts}
            </td>
            <td class="desk-table__end" data-label="Log-ins">
              {person.sessions}
            </td>
            <td class="desk-table__end" data-label="Tokens">
              {person.tokens}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
