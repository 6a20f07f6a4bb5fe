import type { AddedToken } from "./tokenizer-files.js";

/** A piece of text: an added token, or text between such tokens. */
export interface TextSection {
  readonly text: string;
  readonly token?: AddedToken;
}

/**
 * Makes a function that cuts text at the given tokens, where several could be meant at the leftmost and longest.
 * Tokens that strip take white space from their neighbours, which can leave those empty.
 *
 * @param spelling how a token stands in the text; its content when left out
 */
export function sectionSplitter(
  tokens: readonly AddedToken[],
  spelling: (token: AddedToken) => string = ({ content }) => content,
): (text: string) => readonly TextSection[] {
  const bySpelling = new Map(tokens.map((token) => [spelling(token), token]));
  bySpelling.delete("");
  if (bySpelling.size === 0) return (text) => [{ text }];
  const pattern = anyOf(bySpelling.keys());
  const strips = tokens.some(({ lstrip, rstrip }) => lstrip || rstrip);
  return (text) => {
    const sections: TextSection[] = [];
    let end = 0;
    for (const { 0: found, index } of text.matchAll(pattern)) {
      if (index > end) sections.push({ text: text.slice(end, index) });
      sections.push({ text: found, token: bySpelling.get(found)! });
      end = index + found.length;
    }
    if (end < text.length) sections.push({ text: text.slice(end) });
    return strips ? stripped(sections) : sections;
  };
}

/** Matches any of the texts, the longest where several begin at one place. */
export function anyOf(texts: Iterable<string>): RegExp {
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map((text) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")).join("|"), "g");
}

function stripped(sections: readonly TextSection[]): TextSection[] {
  return sections.map((section, i) => {
    if (section.token) return section;
    let { text } = section;
    if (sections[i + 1]?.token?.lstrip) text = text.trimEnd();
    if (sections[i - 1]?.token?.rstrip) text = text.trimStart();
    return { text };
  });
}
