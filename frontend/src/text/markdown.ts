import {
  Lexer,
  type Token,
  Tokenizer,
  type TokenizerExtensionFunction,
  type Tokens,
} from "marked";

/**
 * Markdown with `$TeX$` as a list of tokens.
 *
 * Theory of operation: marked only splits the text; its HTML renderer is never used. The tokens
 * become elements in `Markdown.tsx`, so raw HTML in a statement stays what it is, text, and there
 * is nothing to sanitise. Formulas are tokens of their own and are read before emphasis, so that
 * underscores and asterisks inside them are left alone.
 */

export interface MathToken {
  type: "math";
  raw: string;
  tex: string;
  display: boolean;
}

const BLOCK = /^ {0,3}\$\$([^$]+?)\$\$[ \t]*(?:\n+|$)/;
const INLINE_DISPLAY = /^\$\$([^$]+?)\$\$/;
// Not "costs $5 and $6": no space inside the dollars and no digit after the last one.
const INLINE = /^\$(?![\s$])((?:\\[\s\S]|[^$\\])*?(?:[^\s\\$]|\\[\s\S]))\$(?!\d)/;

function math(raw: string, tex: string, display: boolean): MathToken {
  return { type: "math", raw, tex: tex.trim(), display };
}

const displayMath: TokenizerExtensionFunction = (source) => {
  const found = BLOCK.exec(source);
  return found ? math(found[0], found[1]!, true) : undefined;
};

const anyMath: TokenizerExtensionFunction = (source) => {
  const display = INLINE_DISPLAY.exec(source);
  if (display) return math(display[0], display[1]!, true);
  const inline = INLINE.exec(source);
  return inline ? math(inline[0], inline[1]!, false) : undefined;
};

/**
 * Looks for tables, headings and so on only in texts that can have them.
 *
 * Their expressions are large, and compiling them takes longer than reading most texts.
 */
class Sparing extends Tokenizer {
  override table(source: string): Tokens.Table | undefined {
    return /\n[-:| ]*[:|][-:| ]*(\n|$)/.test(source) ? super.table(source) : undefined;
  }

  override lheading(source: string): Tokens.Heading | undefined {
    return /\n {0,3}(=+|-+)[ \t]*(\n|$)/.test(source) ? super.lheading(source) : undefined;
  }

  override blockquote(source: string): Tokens.Blockquote | undefined {
    return source.includes(">") ? super.blockquote(source) : undefined;
  }

  override html(source: string): Tokens.HTML | undefined {
    return source.includes("<") ? super.html(source) : undefined;
  }

  override def(source: string): Tokens.Def | undefined {
    return source.includes("]:") ? super.def(source) : undefined;
  }
}

/** A lexer of one text; it keeps what it has read in its options, so each text has its own. */
function lexer(): Lexer {
  return new Lexer({
    gfm: true,
    tokenizer: new Sparing(),
    extensions: {
      block: [displayMath],
      startBlock: [(source) => place(source, "\n$$", 1)],
      inline: [anyMath],
      startInline: [(source) => place(source, "$", 0)],
      childTokens: {},
      renderers: {},
    },
  });
}

function place(source: string, mark: string, before: number): number | void {
  const at = source.indexOf(mark);
  return at < 0 ? undefined : at + before;
}

export type MarkdownToken = Token | MathToken;

const parsed = new Map<string, MarkdownToken[]>();
const MOST_PARSED = 100;

/** Split a whole text into block tokens, which nobody may change. */
export function parseBlocks(source: string): MarkdownToken[] {
  const known = parsed.get(source);
  if (known) return known;
  const tokens = lexer().lex(source);
  if (parsed.size >= MOST_PARSED) parsed.clear();
  parsed.set(source, tokens);
  return tokens;
}

/** Split one line of text, such as a hint or a constraint, into inline tokens. */
export function parseInline(source: string): MarkdownToken[] {
  return lexer().inlineTokens(source);
}

/** The formulas of a text, in their order. */
export function formulasIn(source: string): MathToken[] {
  const find = (token: MarkdownToken): MathToken[] =>
    token.type === "math" ? [token as MathToken] : childrenOf(token).flatMap(find);
  return source.includes("$") ? parseBlocks(source).flatMap(find) : [];
}

/** The tokens inside a token, whatever its kind. */
export function childrenOf(token: MarkdownToken): MarkdownToken[] {
  if (token.type === "list") return (token as Tokens.List).items;
  if (token.type === "table") {
    const table = token as Tokens.Table;
    return [...table.header, ...table.rows.flat()].flatMap((cell) => cell.tokens);
  }
  return ("tokens" in token ? token.tokens : undefined) ?? [];
}

/** The address of a link that is safe to follow, or null: only the web, mail and this site. */
export function safeHref(href: string): string | null {
  if (/^(https?:\/\/|mailto:)/i.test(href)) return href;
  if (/^[#/](?![/\\])/.test(href)) return href;
  return null;
}

const ENTITIES: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": "\u00a0",
};

/** Plain text with the few entities that authors write turned into their characters. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39|nbsp);/g, (entity) => ENTITIES[entity] ?? entity);
}
