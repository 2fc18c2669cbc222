import { renderToString } from "preact-render-to-string";

import { App } from "./app";
import { RouterProvider } from "./router";
import { SessionProvider } from "./session";

/**
 * The pages' first state at an address, as HTML: the header, and that something is being opened.
 *
 * The build writes it into the documents (`scripts/pages.mjs`), to be painted before any script.
 */
export function shellOf(address: string): string {
  return renderToString(
    <RouterProvider start={address}>
      <SessionProvider>
        <App />
      </SessionProvider>
    </RouterProvider>,
  );
}
