/** What a small but complete EXIF block says. */
export interface ExifFacts {
  readonly isLittle: boolean;
  readonly orientation: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Bytes that stand for a thumbnail: easy to find again. */
export const THUMBNAIL = new Uint8Array(300).fill(0xab);
/** Bytes that stand for a maker's note, whose place in the block must not change. */
export const MAKER_NOTE = Uint8Array.from('the maker keeps offsets in here', (c) => c.charCodeAt(0));
export const MAKER = 'Mien Works\0';

type Value = { readonly type: number; readonly count: number; readonly bytes: (view: DataView, at: number, isLittle: boolean) => void; readonly length: number };

const short = (value: number): Value => ({ type: 3, count: 1, length: 2, bytes: (view, at, isLittle) => { view.setUint16(at, value, isLittle); } });
const long = (value: number): Value => ({ type: 4, count: 1, length: 4, bytes: (view, at, isLittle) => { view.setUint32(at, value, isLittle); } });
const bytes = (type: number, values: ArrayLike<number>): Value => ({ type, count: values.length, length: values.length, bytes: (view, at) => { for (let i = 0; i < values.length; i++) view.setUint8(at + i, values[i]!); } });
const ascii = (value: string): Value => bytes(2, Uint8Array.from(value, (c) => c.charCodeAt(0)));
const degrees = (parts: readonly number[]): Value => ({
  type: 5, count: parts.length, length: 8 * parts.length,
  bytes: (view, at, isLittle) => { parts.forEach((part, i) => { view.setUint32(at + 8 * i, part, isLittle); view.setUint32(at + 8 * i + 4, 1, isLittle); }); },
});

/** A TIFF block with maker, orientation, sizes, a maker's note, a place (48 N, 11 E) and a thumbnail at its end. */
export function exifBlock({ isLittle, orientation, widthPx, heightPx }: ExifFacts): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(1000);
  const view = new DataView(out.buffer);
  out.set(isLittle ? [0x49, 0x49, 42, 0, 8, 0, 0, 0] : [0x4d, 0x4d, 0, 42, 0, 0, 0, 8]);
  const write = (at: number, entries: readonly (readonly [number, Value])[], next: number): void => {
    view.setUint16(at, entries.length, isLittle);
    let heap = at + 2 + 12 * entries.length + 4;
    entries.forEach(([tag, value], i) => {
      const from = at + 2 + 12 * i;
      view.setUint16(from, tag, isLittle);
      view.setUint16(from + 2, value.type, isLittle);
      view.setUint32(from + 4, value.count, isLittle);
      if (value.length > 4) { view.setUint32(from + 8, heap, isLittle); value.bytes(view, heap, isLittle); heap += value.length; } else value.bytes(view, from + 8, isLittle);
    });
    view.setUint32(at + 2 + 12 * entries.length, next, isLittle);
  };
  write(8, [[0x010f, ascii(MAKER)], [0x0112, short(orientation)], [0x8769, long(100)], [0x8825, long(250)]], 400);
  write(100, [[0x927c, bytes(7, MAKER_NOTE)], [0xa002, long(widthPx)], [0xa003, short(heightPx)]], 0);
  write(250, [[1, ascii('N\0')], [2, degrees([48, 8, 0])], [3, ascii('E\0')], [4, degrees([11, 34, 0])]], 0);
  write(400, [[0x0103, short(6)], [0x0201, long(700)], [0x0202, long(THUMBNAIL.length)]], 0);
  out.set(THUMBNAIL, 700);
  return out;
}

export const XMP_WITH_PLACE = '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
  + '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" exif:GPSLatitude="48,8.0N" tiff:Orientation="6">'
  + '<exif:GPSLongitude>11,34.0E</exif:GPSLongitude><dc:creator><rdf:Seq><rdf:li>Ada</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>';
