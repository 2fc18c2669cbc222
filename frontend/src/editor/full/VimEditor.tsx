import { pythonLanguage } from "@codemirror/lang-python";
import { vim } from "@replit/codemirror-vim";
import type { JSX } from "preact";

import { Editor, type EditorProps } from "../Editor";
import { editorTheme } from "../theme";

// Before anything else, so that its keys come first.
const LANGUAGE = [vim({ status: true }), pythonLanguage, editorTheme];

/** The editor with the keys of Vim. It is built from a copy of its own, see `vite.config.ts`. */
export function VimEditor(props: EditorProps): JSX.Element {
  return <Editor {...props} language={LANGUAGE} assisted />;
}
