import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

import { getSource, listAdminProblems, listVersions } from "../../api/admin";
import { ApiError } from "../../api/client";
import type { AdminProblem, Version } from "../../api/types";
import { describe } from "../../api/words";
import { Notice } from "../../components/Notice";
import { lazyPage } from "../../lazy";
import { useTitle } from "../../title";
import { AuthorsOnly } from "./AuthorsOnly";
import { recallDraft } from "./draft";

/** What the server has of a problem; a new one has nothing. */
export interface Stored {
  /** The current version's text. */
  text: string;
  version: number;
}

export interface Loaded {
  stored: Stored | null;
  versions: Version[];
  problems: AdminProblem[];
}

const Authoring = lazyPage(() => import("./Authoring").then((module) => module.Authoring));

/** Writing one problem: its source on one side, what the judge makes of it on the other. */
export function AuthorPage({ id }: { id: string }): JSX.Element {
  return (
    <AuthorsOnly>
      <Opening id={id} />
    </AuthorsOnly>
  );
}

function Opening({ id }: { id: string }): JSX.Element {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const [tries, setTries] = useState(0);
  useTitle(`Writing ${id}`);

  useEffect(() => {
    let gone = false;
    setFailure(null);
    load(id).then(
      (found) => !gone && setLoaded(found),
      (error: unknown) => !gone && setFailure(error),
    );
    return () => {
      gone = true;
    };
  }, [id, tries]);

  if (loaded !== null && (loaded.stored !== null || recallDraft(id) !== null)) {
    return <Authoring id={id} loaded={loaded} />;
  }
  return (
    <main id="main" class="page page--narrow" tabIndex={-1}>
      {failure !== null ? (
        <Notice tone="bad" title="The problem's source did not load">
          <p>{describe(failure)}</p>
          <button type="button" class="button" onClick={() => setTries(tries + 1)}>
            Try again
          </button>
        </Notice>
      ) : loaded !== null ? (
        <Notice tone="info" title={`There is no problem “${id}”`}>
          <p>Neither the server nor this browser has one of this name. Begin it from a template.</p>
          <p class="notice__actions">
            <a class="button button--primary" href="/admin">
              To the list
            </a>
          </p>
        </Notice>
      ) : (
        <p class="loading">Opening the source…</p>
      )}
    </main>
  );
}

async function load(id: string): Promise<Loaded> {
  const problems = await listAdminProblems();
  if (!problems.some((problem) => problem.id === id)) {
    return { stored: null, versions: [], problems };
  }
  const versions = await listVersions(id);
  const current = versions.find((version) => version.current) ?? versions[0]!;
  const text = await getSource(id, current.version);
  return { stored: { text, version: current.version }, versions, problems };
}

/** All that the server has of a problem by now. Throws as the calls do. */
export async function getStored(id: string): Promise<Loaded & { stored: Stored }> {
  const { stored, ...rest } = await load(id);
  if (stored === null) throw new ApiError(404, "Not found", "The problem is not there any more.");
  return { stored, ...rest };
}
