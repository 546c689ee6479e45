/** Kinds of picture files that are known by their first bytes. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'heic' | 'gif' | 'bmp' | 'tiff' | 'jxl' | 'ico' | 'svg';

/** One kind of picture file. */
export interface FormatRow {
  readonly id: PictureFormat;
  readonly title: string;
  /** The usual one first. */
  readonly extensions: readonly string[];
  readonly mimeType: string;
  /** Looks at the first bytes, never at a name. */
  readonly isOne: (bytes: Uint8Array) => boolean;
  /** Who decodes it in the page: the browser, where it can, or a decoder of ours beside it. */
  readonly page: 'browser' | 'ours' | 'nobody';
  /** Who decodes it at the command line. */
  readonly cli: 'sharp' | 'libheif' | 'nobody';
}

/** As Latin-1. */
function textAt(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function begins(...starts: readonly string[]): (bytes: Uint8Array) => boolean {
  return (bytes) => starts.some((start) => textAt(bytes, 0, start.length) === start);
}

/** Of an ISO base media file: its major and compatible brands. */
function hasBrand(...wanted: readonly string[]): (bytes: Uint8Array) => boolean {
  return (bytes) => {
    if (textAt(bytes, 4, 4) !== 'ftyp' || bytes.length < 16) return false;
    const boxBytes = ((bytes[0]! << 24) | (bytes[1]! << 16) | (bytes[2]! << 8) | bytes[3]!) >>> 0;
    const brands = textAt(bytes, 8, Math.min(boxBytes, 256, bytes.length) - 8);
    return wanted.some((brand) => brands.includes(brand));
  };
}

/** The first row whose bytes fit is a file's. */
export const PICTURE_FORMATS: readonly FormatRow[] = [
  { id: 'jpeg', title: 'JPEG', extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], mimeType: 'image/jpeg', isOne: begins('\xff\xd8\xff'), page: 'browser', cli: 'sharp' },
  { id: 'png', title: 'PNG', extensions: ['png'], mimeType: 'image/png', isOne: begins('\x89PNG\r\n\x1a\n'), page: 'browser', cli: 'sharp' },
  { id: 'webp', title: 'WebP', extensions: ['webp'], mimeType: 'image/webp', isOne: (bytes) => textAt(bytes, 0, 4) === 'RIFF' && textAt(bytes, 8, 4) === 'WEBP', page: 'browser', cli: 'sharp' },
  { id: 'avif', title: 'AVIF', extensions: ['avif'], mimeType: 'image/avif', isOne: hasBrand('avif', 'avis'), page: 'browser', cli: 'sharp' },
  { id: 'heic', title: 'HEIC', extensions: ['heic', 'heif'], mimeType: 'image/heic', isOne: hasBrand('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'), page: 'ours', cli: 'libheif' },
  { id: 'gif', title: 'GIF', extensions: ['gif'], mimeType: 'image/gif', isOne: begins('GIF87a', 'GIF89a'), page: 'browser', cli: 'sharp' },
  { id: 'bmp', title: 'BMP', extensions: ['bmp'], mimeType: 'image/bmp', isOne: begins('BM'), page: 'browser', cli: 'nobody' },
  { id: 'tiff', title: 'TIFF', extensions: ['tif', 'tiff'], mimeType: 'image/tiff', isOne: begins('II*\0', 'MM\0*', 'II+\0', 'MM\0+'), page: 'browser', cli: 'sharp' },
  { id: 'jxl', title: 'JPEG XL', extensions: ['jxl'], mimeType: 'image/jxl', isOne: begins('\xff\x0a', '\0\0\0\x0cJXL \r\n\x87\n'), page: 'browser', cli: 'nobody' },
  { id: 'ico', title: 'ICO', extensions: ['ico'], mimeType: 'image/x-icon', isOne: begins('\0\0\x01\0'), page: 'browser', cli: 'nobody' },
  { id: 'svg', title: 'SVG', extensions: ['svg'], mimeType: 'image/svg+xml', isOne: (bytes) => /^(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype svg|!--)/i.test(textAt(bytes, 0, 256)), page: 'nobody', cli: 'nobody' },
];

/** The formats that results are written in, the usual one first. */
export const OUTPUT_FORMATS = ['png', 'jpeg', 'webp'] as const satisfies readonly PictureFormat[];

export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** What a file is by its first bytes. */
export function formatOf(bytes: Uint8Array): FormatRow | undefined {
  return PICTURE_FORMATS.find(({ isOne }) => isOne(bytes));
}

/** "JPEG, PNG and WebP": the formats that a platform opens. */
export function titlesOf(rows: readonly FormatRow[]): string {
  const titles = rows.map(({ title }) => title);
  return `${titles.slice(0, -1).join(', ')} or ${titles.at(-1) ?? ''}`;
}

const EXTENSIONS: ReadonlySet<string> = new Set(PICTURE_FORMATS.filter(({ page }) => page !== 'nobody').flatMap(({ extensions }) => extensions));

function rowOf(format: PictureFormat): FormatRow {
  return PICTURE_FORMATS.find(({ id }) => id === format)!;
}

/** What files of a format are called. */
export function extensionOf(format: PictureFormat): string {
  return rowOf(format).extensions[0]!;
}

/** What people call a format. */
export function titleOf(format: PictureFormat): string {
  return rowOf(format).title;
}

/** The format that results under a name are written in. */
export function outputFormatOf(name: string): OutputFormat | undefined {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return OUTPUT_FORMATS.find((format) => rowOf(format).extensions.includes(extension));
}

/** Whether a file is named as a picture that opens somewhere; what it truly is shows when it is opened. */
export function isPictureName(name: string): boolean {
  return EXTENSIONS.has(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) && name.includes('.');
}
