import { render } from "preact";

import { App } from "./app";
import { RouterProvider } from "./router";
import { SessionProvider } from "./session";
import "./styles/fonts.css";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/marks.css";
import "./styles/text.css";
import "./styles/components.css";
import "./styles/header.css";

// What the document shows already (`shell.tsx`) becomes part of the page.
render(
  <RouterProvider>
    <SessionProvider>
      <App />
    </SessionProvider>
  </RouterProvider>,
  document.getElementById("app")!,
);
