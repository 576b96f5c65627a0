import { actorReasons as reasons } from './notices.ts';
import { SvgFault } from './svg-fault.ts';

/** An opening tag; `body` is what stands behind its name, `empty` that it closes itself. */
export interface SvgTag {
  readonly kind: 'open';
  readonly name: string;
  readonly body: string;
  readonly empty: boolean;
}

/** A part of an SVG. */
export type SvgPart =
  | SvgTag
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string };

const malformed = () => new SvgFault(reasons.svgMalformed);

const known = /&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});/g;

/**
 * The tags and texts of an SVG, in one pass. Comments are passed over.
 * @throws SvgFault for a DOCTYPE, a processing instruction, an entity of the author's own, and what is not well formed.
 */
export function* tagsOf(text: string): Generator<SvgPart> {
  let at = /^\uFEFF?\s*(?:<\?xml\s[^>]*\?>)?/.exec(text)![0].length;
  while (at < text.length) {
    const tag = text.indexOf('<', at);
    const words = text.slice(at, tag < 0 ? text.length : tag);
    if (words.replace(known, '').includes('&')) throw new SvgFault(reasons.svgEntity);
    if (words !== '') yield { kind: 'text', text: decodedReferences(words) };
    if (tag < 0) return;
    if (text.startsWith('<!--', tag)) at = after(text, '-->', tag + 4);
    else if (text.startsWith('<![CDATA[', tag)) {
      at = after(text, ']]>', tag + 9);
      yield { kind: 'text', text: text.slice(tag + 9, at - 3) };
    } else if (text.startsWith('<!', tag) || text.startsWith('<?', tag)) throw new SvgFault(reasons.svgEntity);
    else {
      at = endOfTag(text, tag + 1) + 1;
      yield partOf(text.slice(tag + 1, at - 1));
    }
  }
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at < 0) throw malformed();
  return at + end.length;
}

/** Place of the `>` that ends a tag, outside of quotes. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const letter = text[at]!;
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
    else if (letter === '<') throw malformed();
  }
  throw malformed();
}

const nameAtStart = /^[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?/;

function partOf(inside: string): SvgPart {
  const closing = inside.startsWith('/');
  const name = nameAtStart.exec(closing ? inside.slice(1) : inside)?.[0];
  if (name === undefined) throw malformed();
  if (closing) {
    if (inside.slice(1 + name.length).trim() !== '') throw malformed();
    return { kind: 'close', name };
  }
  const empty = inside.endsWith('/');
  return { kind: 'open', name, body: inside.slice(name.length, empty ? -1 : undefined), empty };
}

const attribute = /\s+([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

/** Attributes of a tag, their values as written. */
export function* attributesOf({ body }: SvgTag): Generator<{ name: string; value: string }> {
  attribute.lastIndex = 0;
  let end = 0;
  const found: { name: string; value: string }[] = [];
  for (let match = attribute.exec(body); match !== null; match = attribute.exec(body)) {
    end = attribute.lastIndex;
    const value = match[2] ?? match[3] ?? '';
    if (value.replace(known, '').includes('&')) throw new SvgFault(reasons.svgEntity);
    found.push({ name: match[1]!, value });
  }
  if (body.slice(end).trim() !== '') throw malformed();
  yield* found;
}

const letters: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text with its character references decoded, as a parser would see it. */
export function decodedReferences(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (_, word?: string, decimal?: string, hex?: string) => {
      if (word !== undefined) return letters[word]!;
      const code = decimal === undefined ? Number.parseInt(hex!, 16) : Number(decimal);
      if (code === 0 || code > 0x10ffff) throw malformed();
      return String.fromCodePoint(code);
    },
  );
}
