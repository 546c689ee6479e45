import { XmlError, xmlTags, type XmlTag } from './xml-tags.ts';

/** A property's name: its namespace, and what stands behind the colon. */
export interface PropertyName {
  readonly namespace: string;
  readonly local: string;
}

/** A packet without what was not wanted. */
export interface CutPacket {
  readonly text: string;
  /** Where a further description can be inserted: before the end of `rdf:RDF`. */
  readonly insertAt: number;
}

export const NAMESPACES = {
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  tiff: 'http://ns.adobe.com/tiff/1.0/',
  exif: 'http://ns.adobe.com/exif/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
  xmpNote: 'http://ns.adobe.com/xmp/note/',
  hdrgm: 'http://ns.adobe.com/hdr-gain-map/1.0/',
  Container: 'http://ns.google.com/photos/1.0/container/',
  GContainer: 'http://ns.google.com/photos/1.0/container/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  Iptc4xmpCore: 'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/',
  Iptc4xmpExt: 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/',
  mien: 'urn:mien:edit:1.0/',
} as const;

/** What a prefix that a packet never declares must be meant for. */
const USUAL: ReadonlyMap<string, string> = new Map(Object.entries(NAMESPACES));
const MAX_DEPTH = 200;
/** Of UTF-16 units; what people's programs write stays far below. */
const MAX_LENGTH = 4 * 2 ** 20;

interface Scope {
  readonly parent: Scope | undefined;
  readonly name: string;
  readonly declared: ReadonlyMap<string, string> | undefined;
  readonly depth: number;
}

/** Cuts properties out of an XMP packet, attributes and elements alike; undefined for what is no packet, is not well formed or is beyond all measure. */
export function withoutProperties(packet: string, isUnwanted: (name: PropertyName, value?: string) => boolean, dropsComments: boolean): CutPacket | undefined {
  try {
    return packet.length > MAX_LENGTH ? undefined : cut(packet, isUnwanted, dropsComments);
  } catch (thrown) {
    if (thrown instanceof XmlError) return undefined;
    throw thrown;
  }
}

/** Whether a packet has a property of a kind. What cannot be read has none: it is not carried over either. */
export function hasProperty(packet: string, isWanted: (name: PropertyName) => boolean): boolean {
  let isFound = false;
  const isReadable = withoutProperties(packet, (name) => {
    isFound ||= isWanted(name);
    return false;
  }, false) !== undefined;
  return isReadable && isFound;
}

/** The value of a property that stands as an attribute; undefined where there is none. */
export function attributeValue(packet: string, isWanted: (name: PropertyName) => boolean): string | undefined {
  let found: string | undefined;
  const isReadable = withoutProperties(packet, (name, value) => {
    if (value !== undefined && isWanted(name)) found ??= value;
    return false;
  }, false) !== undefined;
  return isReadable ? found : undefined;
}

function cut(packet: string, isUnwanted: (name: PropertyName, value?: string) => boolean, dropsComments: boolean): CutPacket | undefined {
  const kept: string[] = [];
  let keptUpTo = 0;
  let keptLength = 0;
  let insertAt: number | undefined;
  let scope: Scope | undefined;
  /** The element within which everything goes. */
  let unwanted: Scope | undefined;
  const keep = (from: number, next: number): void => {
    kept.push(packet.slice(keptUpTo, from));
    keptLength += Math.max(0, from - keptUpTo);
    keptUpTo = next;
  };
  for (const tag of xmlTags(packet)) {
    if (tag.kind === 'comment') {
      if (dropsComments && !unwanted) keep(tag.start, tag.end);
    } else if (tag.kind === 'close') {
      if (scope?.name !== tag.name) throw new XmlError(`"</${tag.name}>" where another element ends`);
      if (scope === unwanted) {
        unwanted = undefined;
        keptUpTo = tag.end;
      } else if (!unwanted && isRdf(resolved(tag.name, scope, true))) insertAt = keptLength + tag.start - keptUpTo;
      scope = scope.parent;
    } else {
      const inner = entered(tag, scope);
      if (!unwanted) {
        if (isUnwanted(resolved(tag.name, inner, true))) {
          keep(tag.start, tag.end);
          if (tag.kind === 'open') unwanted = inner;
        } else {
          for (const { name, value, start, end } of tag.attributes) if (isUnwanted(resolved(name, inner, false), value)) keep(start, end);
        }
      }
      if (tag.kind === 'open') scope = inner;
    }
  }
  if (scope || insertAt === undefined) return undefined;
  keep(packet.length, packet.length);
  return { text: kept.join(''), insertAt };
}

function entered({ name, attributes }: XmlTag, parent: Scope | undefined): Scope {
  const depth = (parent?.depth ?? 0) + 1;
  if (depth > MAX_DEPTH) throw new XmlError(`more than ${MAX_DEPTH} levels`);
  const declared = attributes.filter((attribute) => attribute.name === 'xmlns' || attribute.name.startsWith('xmlns:')).map((attribute) => [attribute.name.slice(6), attribute.value] as const);
  return { parent, name, depth, declared: declared.length > 0 ? new Map(declared) : undefined };
}

function resolved(name: string, scope: Scope, isElement: boolean): PropertyName {
  const colon = name.indexOf(':');
  const prefix = name.slice(0, Math.max(0, colon));
  const local = name.slice(colon + 1);
  if (prefix === '' && !isElement) return { namespace: '', local };
  for (let at: Scope | undefined = scope; at; at = at.parent) {
    const namespace = at.declared?.get(prefix);
    if (namespace !== undefined) return { namespace, local };
  }
  return { namespace: USUAL.get(prefix) ?? '', local };
}

function isRdf({ namespace, local }: PropertyName): boolean {
  return namespace === NAMESPACES.rdf && local === 'RDF';
}
