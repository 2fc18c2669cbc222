import type { Tokens } from "marked";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";

import { PlacedFigure } from "../figures/PlacedFigure";
import { Code } from "./Code";
import {
  decodeEntities,
  parseBlocks,
  parseInline,
  safeHref,
  type MarkdownToken,
  type MathToken,
} from "./markdown";
import { Formula } from "./Formula";

interface MarkdownProps {
  source: string;
  /** Only inline elements, for a line inside other text. */
  inline?: boolean;
  /** The level of the highest heading in the text; the page's own headings come before. */
  headings?: number;
}

/** A text of an author as elements; raw HTML in it is shown as text. */
export function Markdown({ source, inline = false, headings = 3 }: MarkdownProps): JSX.Element {
  const tokens = useMemo(
    () => (inline ? parseInline(source) : parseBlocks(source)),
    [source, inline],
  );
  if (inline) return <>{tokens.map((token) => element(token, headings))}</>;
  return <div class="prose">{tokens.map((token) => element(token, headings))}</div>;
}

function inside(tokens: MarkdownToken[] | undefined, headings: number): ComponentChildren {
  return tokens?.map((token) => element(token, headings));
}

function element(token: MarkdownToken, headings: number): ComponentChildren {
  switch (token.type) {
    case "space":
    case "def":
      return null;
    case "math":
      return <Formula tex={(token as MathToken).tex} display={(token as MathToken).display} />;
    case "paragraph":
      return paragraph((token as Tokens.Paragraph).tokens, headings);
    case "heading": {
      const heading = token as Tokens.Heading;
      const Tag = `h${Math.min(6, heading.depth + headings - 1)}` as "h3";
      return <Tag>{inside(heading.tokens, headings)}</Tag>;
    }
    case "list":
      return list(token as Tokens.List, headings);
    case "blockquote":
      return <blockquote>{inside((token as Tokens.Blockquote).tokens, headings)}</blockquote>;
    case "code": {
      const code = token as Tokens.Code;
      return <Code text={code.text} language={code.lang ?? ""} />;
    }
    case "table":
      return table(token as Tokens.Table, headings);
    case "hr":
      return <hr />;
    case "strong":
      return <strong>{inside((token as Tokens.Strong).tokens, headings)}</strong>;
    case "em":
      return <em>{inside((token as Tokens.Em).tokens, headings)}</em>;
    case "del":
      return <del>{inside((token as Tokens.Del).tokens, headings)}</del>;
    case "codespan":
      return <code>{(token as Tokens.Codespan).text}</code>;
    case "br":
      return <br />;
    case "link": {
      const link = token as Tokens.Link;
      const href = safeHref(link.href);
      if (href === null) return <>{inside(link.tokens, headings)}</>;
      return (
        <a href={href} rel="noopener noreferrer">
          {inside(link.tokens, headings)}
        </a>
      );
    }
    case "image": {
      const image = token as Tokens.Image;
      const figure = figureName(image);
      if (figure !== null) return <PlacedFigure name={figure} alt={image.text} />;
      // Pictures would come from other hosts; their description stands in for them.
      return <em>{image.text}</em>;
    }
    case "text": {
      const text = token as Tokens.Text;
      return text.tokens ? <>{inside(text.tokens, headings)}</> : decodeEntities(text.text);
    }
    case "escape":
      return (token as Tokens.Escape).text;
    default:
      // Raw HTML among others: its source, as text.
      return token.raw;
  }
}

function figureName(token: MarkdownToken): string | null {
  const href = token.type === "image" ? (token as Tokens.Image).href : "";
  return href.startsWith("figure:") ? href.slice("figure:".length) : null;
}

/** A paragraph ends before a figure and begins anew behind it. */
function paragraph(tokens: MarkdownToken[] | undefined, headings: number): ComponentChildren {
  const parts: ComponentChildren[] = [];
  let words: MarkdownToken[] = [];
  const close = () => {
    if (words.some((token) => token.raw.trim() !== "")) parts.push(<p>{inside(words, headings)}</p>);
    words = [];
  };
  for (const token of tokens ?? []) {
    if (figureName(token) === null) {
      words.push(token);
    } else {
      close();
      parts.push(element(token, headings));
    }
  }
  close();
  return <>{parts}</>;
}

function list(token: Tokens.List, headings: number): JSX.Element {
  const items = token.items.map((item) => <li>{inside(item.tokens, headings)}</li>);
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === "" ? 1 : token.start}>{items}</ol>;
}

function table(token: Tokens.Table, headings: number): JSX.Element {
  return (
    <div class="scroll-x" tabIndex={0} role="region" aria-label="Table">
      <table class="table">
        <thead>
          <tr>
            {token.header.map((cell) => (
              <th scope="col">{inside(cell.tokens, headings)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row) => (
            <tr>
              {row.map((cell) => (
                <td>{inside(cell.tokens, headings)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
