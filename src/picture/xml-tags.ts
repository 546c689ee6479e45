/** An attribute as it stands in its tag; `start` takes in the blanks before it. */
export interface XmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/** A tag, or a comment, and where it stands in the text. */
export interface XmlTag {
  readonly kind: 'open' | 'close' | 'empty' | 'comment';
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly XmlAttribute[];
}

/** What stands between `<` and the next tag and is none: the text that opens it, and the one that ends it. */
const SKIPPED: readonly (readonly [string, string, isComment: boolean])[] = [['<!--', '-->', true], ['<![CDATA[', ']]>', false], ['<?', '?>', false]];
const NAME = /[^\s=<>"'/!?]+/y;
const ATTRIBUTE = /(\s+)([^\s=<>"'/]+)\s*=\s*("[^"<]*"|'[^'<]*')/y;
const TAG_END = /\s*(\/?)>/y;

/** Thrown for a text that is not well formed, or that defines entities of its own. */
export class XmlError extends Error {}

/**
 * The tags of an XML text in order, in one pass: the time is proportional to the text's length, whatever it holds.
 * @throws XmlError
 */
export function* xmlTags(text: string): Generator<XmlTag> {
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const skipped = SKIPPED.find(([opening]) => text.startsWith(opening, at));
    if (skipped) {
      const [opening, closing, isComment] = skipped;
      const end = text.indexOf(closing, at + opening.length);
      if (end < 0) throw new XmlError(`"${opening}" without "${closing}"`);
      if (isComment) yield { kind: 'comment', name: '', start: at, end: end + closing.length, attributes: [] };
      at = end + closing.length;
    } else {
      const tag = tagAt(text, at);
      yield tag;
      at = tag.end;
    }
  }
}

function tagAt(text: string, start: number): XmlTag {
  const isClosing = text[start + 1] === '/';
  const [name] = matchAt(NAME, text, start + (isClosing ? 2 : 1)) ?? [];
  if (name === undefined) throw new XmlError('"<" without a name');
  let at = start + (isClosing ? 2 : 1) + name.length;
  const attributes: XmlAttribute[] = [];
  for (let found = matchAt(ATTRIBUTE, text, at); found; found = matchAt(ATTRIBUTE, text, at)) {
    const [whole, , attribute = '', quoted = ''] = found;
    attributes.push({ name: attribute, value: unescaped(quoted.slice(1, -1)), start: at, end: at + whole.length });
    at += whole.length;
  }
  const end = matchAt(TAG_END, text, at);
  if (!end || (isClosing && (attributes.length > 0 || end[1] !== ''))) throw new XmlError(`a tag "${name.slice(0, 40)}" that does not end`);
  return { kind: isClosing ? 'close' : end[1] === '' ? 'open' : 'empty', name, start, end: at + end[0].length, attributes };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: '\'' };

function unescaped(value: string): string {
  return value.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi, (_, hex: string | undefined, decimal: string | undefined, name: string | undefined) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? '';
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '';
  });
}
