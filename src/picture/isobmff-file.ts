import type { PictureFormat } from '../core/picture-formats.ts';
import { PLAIN_FILE, text, viewOf, type CodedColour, type PictureFile } from './picture-file.ts';

interface Box {
  readonly type: string;
  readonly body: Uint8Array<ArrayBuffer>;
}

interface Item {
  readonly type: string;
  readonly contentType: string;
  bytes?: Uint8Array<ArrayBuffer>;
}

function* boxes(bytes: Uint8Array<ArrayBuffer>, start = 0): Generator<Box> {
  const view = viewOf(bytes);
  for (let at = start; at + 8 <= bytes.length;) {
    let length = view.getUint32(at);
    let head = 8;
    if (length === 1 && at + 16 <= bytes.length) { length = Number(view.getBigUint64(at + 8)); head = 16; }
    if (length === 0) length = bytes.length - at;
    if (length < head) return;
    yield { type: text(bytes, at + 4, 4), body: bytes.subarray(at + head, at + length) };
    at += length;
  }
}

/** Reads an AVIF or HEIC file's metadata and kind. A file whose boxes make no sense has none; its decoder will say so. */
export function readIsobmff(bytes: Uint8Array<ArrayBuffer>, format: PictureFormat): PictureFile {
  const plain = { ...PLAIN_FILE, format, needsExactDecoder: format === 'heic', isAnimated: text(bytes, 8, 4) === 'avis' };
  const meta = [...boxes(bytes)].find(({ type }) => type === 'meta')?.body;
  if (!meta) return plain;
  try {
    const inner = new Map([...boxes(meta, 4)].map(({ type, body }) => [type, body]));
    const items = readItems(bytes, inner);
    const exif = [...items.values()].find(({ type }) => type === 'Exif')?.bytes;
    const xmp = [...items.values()].find(({ contentType }) => contentType === 'application/rdf+xml')?.bytes;
    return { ...plain, exif: exif && tiffOfItem(exif), xmp: xmp && new TextDecoder().decode(xmp), ...readProperties(inner) };
  } catch (thrown) {
    if (thrown instanceof RangeError) return plain;
    throw thrown;
  }
}

/** The block begins with how far into it the TIFF header lies. */
function tiffOfItem(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return bytes.slice(4 + viewOf(bytes).getUint32(0));
}

function readItems(file: Uint8Array<ArrayBuffer>, meta: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): Map<number, Item> {
  const items = new Map<number, Item>();
  const info = meta.get('iinf');
  const locations = meta.get('iloc');
  if (!info || !locations) return items;
  for (const { type, body } of boxes(info, info[0] === 0 ? 6 : 8)) {
    if (type !== 'infe' || body[0]! < 2) continue;
    const isWide = body[0] === 3;
    const id = isWide ? viewOf(body).getUint32(4) : viewOf(body).getUint16(4);
    const typeAt = isWide ? 10 : 8;
    const nameEnd = body.indexOf(0, typeAt + 4);
    const contentEnd = body.indexOf(0, nameEnd + 1);
    items.set(id, { type: text(body, typeAt, 4), contentType: nameEnd > 0 && contentEnd > 0 ? text(body, nameEnd + 1, contentEnd - nameEnd - 1) : '' });
  }
  locate(locations, (id, isInner, offset, length) => {
    const item = items.get(id);
    const source = isInner ? meta.get('idat') : file;
    // Only what carries metadata is of interest, and it lies in one piece.
    if (item && source && (item.type === 'Exif' || item.type === 'mime')) item.bytes ??= source.slice(offset, offset + length);
  });
  return items;
}

function locate(body: Uint8Array<ArrayBuffer>, visit: (id: number, isInner: boolean, offset: number, length: number) => void): void {
  const view = viewOf(body);
  const version = body[0]!;
  let at = 6;
  const read = (bytes: number): number => {
    const value = bytes === 8 ? Number(view.getBigUint64(at)) : bytes === 4 ? view.getUint32(at) : bytes === 2 ? view.getUint16(at) : 0;
    at += bytes;
    return value;
  };
  const offsetSize = body[4]! >> 4;
  const lengthSize = body[4]! & 15;
  const baseSize = body[5]! >> 4;
  const indexSize = version > 0 ? body[5]! & 15 : 0;
  for (let count = read(version < 2 ? 2 : 4); count > 0; count--) {
    const id = read(version < 2 ? 2 : 4);
    const method = version > 0 ? read(2) & 15 : 0;
    read(2);
    const base = read(baseSize);
    for (let extents = read(2); extents > 0; extents--) {
      read(indexSize);
      const offset = read(offsetSize);
      visit(id, method === 1, base + offset, read(lengthSize));
    }
  }
}

/** Colour and depth of the primary item: an `ipma` entry lists its properties by number. */
function readProperties(meta: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): { icc?: Uint8Array<ArrayBuffer>; colour?: CodedColour; isDeep?: boolean; isGrey?: boolean } {
  const primary = meta.get('pitm');
  const parts = meta.get('iprp');
  if (!primary || !parts) return {};
  const inner = new Map([...boxes(parts)].map(({ type, body }) => [type, body]));
  const all = [...boxes(inner.get('ipco') ?? new Uint8Array())];
  const id = primary[0] === 0 ? viewOf(primary).getUint16(4) : viewOf(primary).getUint32(4);
  const mine = propertiesOf(inner.get('ipma'), id).map((index) => all[index - 1]).filter((box) => box !== undefined);
  let found: { icc?: Uint8Array<ArrayBuffer>; colour?: CodedColour; isDeep?: boolean; isGrey?: boolean } = {};
  for (const { type, body } of mine) {
    if (type === 'pixi') found = { ...found, isDeep: (body[5] ?? 8) > 8, isGrey: body[4] === 1 };
    if (type !== 'colr') continue;
    const kind = text(body, 0, 4);
    if (kind === 'prof' || kind === 'rICC') found = { ...found, icc: body.slice(4) };
    else if (kind === 'nclx') found = { ...found, colour: { primaries: viewOf(body).getUint16(4), transfer: viewOf(body).getUint16(6) } };
  }
  return found;
}

function propertiesOf(body: Uint8Array<ArrayBuffer> | undefined, wanted: number): number[] {
  if (!body) return [];
  const view = viewOf(body);
  const isWide = (body[3]! & 1) === 1;
  let at = 8;
  for (let entries = view.getUint32(4); entries > 0; entries--) {
    const id = body[0] === 0 ? view.getUint16(at) : view.getUint32(at);
    at += body[0] === 0 ? 2 : 4;
    const indices = Array.from({ length: body[at]! }, (_, i) => (isWide ? view.getUint16(at + 1 + i * 2) & 0x7fff : body[at + 1 + i]! & 0x7f));
    at += 1 + indices.length * (isWide ? 2 : 1);
    if (id === wanted) return indices;
  }
  return [];
}
