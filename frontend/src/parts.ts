import { ApiError } from "./api/client";
import { isGateway, tellAnswered } from "./api/reach";

const asked = new Map<string, Promise<void>>();

/**
 * Import a part of the pages once all its files are there.
 *
 * Theory of operation: a browser that has once failed to fetch a module never asks for it again
 * until the document is loaded anew. So a part's files are fetched first, and imported when none is
 * missing; the import finds them in the browser's cache, and what did not come can be asked for
 * again. The build puts this around every `import()` (`vite.config.ts`), together with a `then` that
 * stands right behind it. So what is to be done when a part does not come has to stand elsewhere:
 * `const load = () => import("./part")`, and then `load().then(take, fail)`.
 *
 * @param files paths of the part's own file and all that it needs, without the first slash
 * @throws ApiError, with status 0 if the server cannot be reached and 404 if it has other files by
 *   now; what `load` throws if the files are there and still cannot be imported
 */
export async function fetchPart<T>(load: () => Promise<T>, files: string[] = []): Promise<T> {
  await Promise.all(files.map((file) => ask(`/${file}`)));
  try {
    return await load();
  } catch (error) {
    // What the document asks for by itself may not have come: is the server there at all?
    await Promise.all(files.map((file) => fetchFile(`/${file}`)));
    throw error;
  }
}

function ask(address: string): Promise<void> {
  let answer = asked.get(address);
  if (answer === undefined) {
    answer = address.endsWith(".css") ? addStyle(address) : addScript(address);
    answer.catch(() => asked.delete(address));
    asked.set(address, answer);
  }
  return answer;
}

async function fetchFile(address: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(address);
    if (response.ok) await response.arrayBuffer(); // the import could still fail without its end
  } catch {
    response = new Response(null, { status: 504 });
  }
  tellAnswered(!isGateway(response.status));
  if (isGateway(response.status)) {
    throw new ApiError(0, "No connection", "The server could not be reached.");
  }
  if (!response.ok) throw new ApiError(response.status, response.statusText, "");
}

async function addScript(address: string): Promise<void> {
  if (!isAskedFor(address)) await fetchFile(address);
}

/** Whether the document asks for a file by itself. */
function isAskedFor(address: string): boolean {
  if (document.querySelector(`script[src="${address}"]`)) return true;
  const links = document.querySelectorAll<HTMLLinkElement>(`link[href="${address}"]`);
  return [...links].some(({ media }) => media === "" || matchMedia(media).matches);
}

/** Put a style sheet into the document, and wait until it is applied. */
async function addStyle(address: string): Promise<void> {
  if (document.querySelector(`link[rel=stylesheet][href="${address}"]`)) return;
  if (!isAskedFor(address)) await fetchFile(address);
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.crossOrigin = "";
  link.href = address;
  const applied = new Promise<boolean>((tell) => {
    link.onload = () => tell(true);
    link.onerror = () => tell(false);
  });
  document.head.append(link);
  if (await applied) return;
  link.remove();
  throw new ApiError(0, "No connection", "The style sheet could not be fetched.");
}
