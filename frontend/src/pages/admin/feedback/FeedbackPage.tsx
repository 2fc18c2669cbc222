import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { changeFeedback, listFeedback } from "../../../api/feedback";
import { addressOf } from "../../../api/learn";
import type { FeedbackItem } from "../../../api/types";
import { Notice } from "../../../components/Notice";
import { When } from "../../../components/When";
import { ListEnd } from "../../../listing/ListEnd";
import { useList } from "../../../listing/useList";
import { useAct } from "../../account/useAct";
import { KINDS } from "../../feedback/kinds";
import { DeskPage } from "../desk/DeskPage";
import { ChoiceFilter, Filters, TextFilter, useFilters } from "../desk/filters";
import "./feedback.css";

/** What people have reported, to be looked into and closed. */
export function FeedbackPage(): JSX.Element {
  const [wish, change] = useFilters(["state", "kind", "document", "user"]);
  const list = useList((cursor) => listFeedback(wish, cursor), JSON.stringify(wish));
  return (
    <DeskPage title="Reports" lead="What people have told you, newest first.">
      <Filters>
        <ChoiceFilter
          label="State"
          all="every state"
          value={wish.state}
          options={[
            ["open", "open"],
            ["closed", "closed"],
          ]}
          onChange={(state) => change({ state })}
        />
        <ChoiceFilter
          label="Kind"
          all="every kind"
          value={wish.kind}
          options={KINDS.map(([kind, name]) => [kind, name])}
          onChange={(kind) => change({ kind })}
        />
        <TextFilter
          label="About"
          value={wish.document}
          placeholder="its id"
          onChange={(document) => change({ document })}
        />
        <TextFilter
          label="Person"
          value={wish.user}
          placeholder="user name"
          onChange={(user) => change({ user })}
        />
      </Filters>
      {list.items !== null && list.items.length > 0 && (
        <ul class="reports" aria-label="Reports">
          {list.items.map((item) => (
            <Report key={item.id} item={item} />
          ))}
        </ul>
      )}
      <ListEnd list={list} what="reports" none="No report fits: nothing to do here." />
    </DeskPage>
  );
}

/** One report: what it says, of what, and what is done about it. */
function Report({ item }: { item: FeedbackItem }): JSX.Element {
  const [report, setReport] = useState(item);
  useEffect(() => setReport(item), [item]);
  const [note, setNote] = useState(item.note);
  const [done, setDone] = useState("");
  const act = useAct();
  const open = report.state === "open";
  const title = `Report by ${report.user}: ${KINDS.find(([kind]) => kind === report.kind)?.[1]}`;

  const change = (state: FeedbackItem["state"]) =>
    act.run(async () => {
      setDone("");
      setReport(await changeFeedback(report.id, { state, note }));
      setDone(state === report.state ? "Noted." : state === "closed" ? "Closed." : "Open again.");
    });

  return (
    <li class="report-item">
      <article aria-label={title}>
        <p class="report-item__head">
          <span class={`state state--${open ? "warn" : "good"}`}>{report.state}</span>{" "}
          <strong>{KINDS.find(([kind]) => kind === report.kind)?.[1]}</strong>, by{" "}
          <a href={`/admin/people/${report.user_id}`}>{report.user}</a>,{" "}
          <When at={report.created_at} />
          {report.closed_by !== null && report.closed_at !== null && (
            <span class="quiet">
              , closed by {report.closed_by} <When at={report.closed_at} />
            </span>
          )}
        </p>
        <p class="report-item__text">{report.text}</p>
        <p class="report-item__links">
          <Subject report={report} />
        </p>
        {act.failure && (
          <Notice tone="bad" title="That did not work">
            <p>{act.failure}</p>
          </Notice>
        )}
        <div class="report-item__answer">
          <label class="field">
            <span class="field__label">Note, which the sender finds among their data</span>
            <textarea
              rows={2}
              maxLength={4000}
              value={note}
              onInput={(event) => setNote(event.currentTarget.value)}
            />
          </label>
          <p class="desk-actions">
            <button
              type="button"
              class={open ? "button button--small button--primary" : "button button--small"}
              aria-disabled={act.busy}
              onClick={() => change(open ? "closed" : "open")}
            >
              {open ? "Close it" : "Open it again"}
            </button>
            {note !== report.note && (
              <button
                type="button"
                class="button button--small"
                aria-disabled={act.busy}
                onClick={() => change(report.state)}
              >
                Keep the note
              </button>
            )}
            <span role="status" class="word--good">
              {done}
            </span>
          </p>
        </div>
      </article>
    </li>
  );
}

/** What a report is about, with the ways there. */
function Subject({ report }: { report: FeedbackItem }): JSX.Element {
  const { document: about, document_kind: kind, path, submission } = report;
  return (
    <>
      {about !== null && (
        <span>
          {kind === null ? (
            about
          ) : (
            <>
              About <a href={addressOf({ kind, id: about })}>{about}</a> (
              <a href={`/admin/problems/${encodeURIComponent(about)}`}>its source</a>)
            </>
          )}
        </span>
      )}
      {path !== null && (
        <span>
          Sent from <a href={path}>{path}</a>
        </span>
      )}
      {submission !== null && (
        <span>
          <a href={`/admin/attempts/${submission}`}>The attempt</a>
        </span>
      )}
    </>
  );
}
