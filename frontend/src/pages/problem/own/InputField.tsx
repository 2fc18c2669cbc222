import type { JSX } from "preact";
import { useState } from "preact/hooks";

import type { Parameter } from "../../../api/types";
import type { Fault } from "./read";
import { findTree, writeTree, type Tree } from "./tree";
import { parseType } from "./type";
import { blank, isShowable, View, type Form } from "./View";

interface InputFieldProps {
  parameter: Parameter;
  text: string;
  faults: readonly Fault[];
  offered: readonly string[];
  onText(text: string): void;
  /** A change of many entries at once, which can be taken back. */
  onBlock(text: string): void;
  onDim: Form["onDim"];
}

/** One parameter: its form, or the text behind it. */
export function InputField(props: InputFieldProps): JSX.Element {
  const { parameter, text, faults, offered, onText, onBlock, onDim } = props;
  const { name } = parameter;
  const type = parseType(parameter.type);
  const tree: Tree | null = text.trim() === "" ? blank(type) : treeOf(text, parameter.type);
  const showable = tree !== null && isShowable(type, tree);
  const [asText, setAsText] = useState(!showable);
  // What no longer has a form stays text until the reader asks: no field changes while one types.
  if (!showable && !asText) setAsText(true);
  const isPlain = type.kind === "scalar" && type.name !== "any";
  const faultId = `fault-${name}`;
  const [first, ...others] = faults;

  return (
    <div class="own__field" role="group" aria-labelledby={`name-${name}`}>
      <div class="own__head">
        <span id={`name-${name}`} class="field__label">
          <code>{name}</code> <code class="type">{parameter.type}</code>
        </span>
        {showable && !isPlain && (
          <button
            type="button"
            class="text-button"
            aria-label={`${name}: edit as ${asText ? "values" : "text"}`}
            onClick={() => setAsText(!asText)}
          >
            {asText ? "Edit as values" : "Edit as text"}
          </button>
        )}
      </div>
      <div class="own__value">
        {asText || tree === null ? (
          <textarea
            id={`input-${name}`}
            aria-label={name}
            rows={Math.min(8, text.split("\n").length)}
            value={text}
            spellcheck={false}
            autocapitalize="off"
            aria-invalid={faults.length > 0}
            aria-describedby={faults.length > 0 ? faultId : undefined}
            onInput={(event) => onText(event.currentTarget.value)}
          />
        ) : (
          <View
            type={type}
            tree={tree}
            at={name}
            label={name}
            form={{ invalid: new Set(faults.map(({ at }) => at)), faultId, offered, onDim }}
            onTree={(next) => onText(writeTree(next))}
            onBlock={(next) => onBlock(writeTree(next))}
          />
        )}
        {first && (
          <p id={faultId} class="field__fault">
            {first.text}
            {others.length > 0 && ` And ${others.length} more.`}{" "}
            {first.wanted && first.at === name && showable && (
              <button
                type="button"
                class="text-button"
                onClick={() => onDim(first.wanted!.name, { size: first.wanted!.size })}
              >
                Make {first.wanted.name} {first.wanted.size} everywhere
              </button>
            )}
          </p>
        )}
      </div>
    </div>
  );
}

/** The tree of a field's text; a bare text of several words is one leaf. */
function treeOf(text: string, type: string): Tree | null {
  const tree = findTree(text);
  if (tree === null && type === "str" && !text.trim().startsWith('"')) {
    return { kind: "leaf", text, quoted: true };
  }
  return tree;
}
