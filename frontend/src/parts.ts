import { ApiError } from "./api/client";
import { isGateway, tellAnswered } from "./api/reach";

const fetched = new Map<string, Promise<void>>();
const applied = new Map<string, Promise<void>>();

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
  const addresses = files.map((file) => `/${file}`);
  await Promise.all(addresses.map((address) => once(fetched, address, fetchUnasked)));
  // In their order, whichever came first: of two rules for the same thing the later one holds.
  const styles = addresses.filter((address) => address.endsWith(".css"));
  await Promise.all(styles.map((address) => once(applied, address, addStyle)));
  try {
    return await load();
  } catch (error) {
    // What the document asks for by itself may not have come: is the server there at all?
    await Promise.all(addresses.map(fetchFile));
    throw error;
  }
}

function once(
  done: Map<string, Promise<void>>,
  address: string,
  act: (address: string) => Promise<void>,
): Promise<void> {
  let doing = done.get(address);
  if (doing === undefined) {
    doing = act(address);
    doing.catch(() => done.delete(address));
    done.set(address, doing);
  }
  return doing;
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

async function fetchUnasked(address: string): Promise<void> {
  if (!isAskedFor(address)) await fetchFile(address);
}

/** Whether the document asks for a file by itself. */
function isAskedFor(address: string): boolean {
  if (document.querySelector(`script[src="${address}"]`)) return true;
  const links = document.querySelectorAll<HTMLLinkElement>(`link[href="${address}"]`);
  return [...links].some(({ media }) => media === "" || matchMedia(media).matches);
}

/** Put a style sheet into the document, at once, and wait until it is applied. */
async function addStyle(address: string): Promise<void> {
  if (document.querySelector(`link[rel=stylesheet][href="${address}"]`)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.crossOrigin = "";
  link.href = address;
  const isThere = new Promise<boolean>((tell) => {
    link.onload = () => tell(true);
    link.onerror = () => tell(false);
  });
  document.head.append(link);
  if (await isThere) return;
  link.remove();
  throw new ApiError(0, "No connection", "The style sheet could not be fetched.");
}
