import exifr from 'exifr';
import { describe, expect, it } from 'vitest';
import { exifForSaving, hasGps, orientationOf, orientationType } from '../../../src/picture/exif-block.ts';
import { fittingExif } from '../../../src/picture/fitting-exif.ts';
import { exifBlock, MAKER_NOTE, THUMBNAIL } from '../../support/exif-builder.ts';

const size = { widthPx: 640, heightPx: 480 };

/** Where a run of bytes lies, or -1. */
function find(bytes: Uint8Array, wanted: Uint8Array): number {
  return Buffer.from(bytes).indexOf(Buffer.from(wanted));
}

async function read(block: Uint8Array): Promise<Record<string, unknown>> {
  return (await exifr.parse(Buffer.from(block), { tiff: true, exif: true, gps: true, ifd1: true, makerNote: true, translateValues: false })) as Record<string, unknown>;
}

describe.each([['little', true], ['big', false]])('a %s-endian block', (_name, isLittle) => {
  const block = exifBlock({ isLittle, orientation: 6, widthPx: 480, heightPx: 640 });

  it('tells its orientation and that it has a place', () => {
    expect(orientationOf(block)).toBe(6);
    expect(hasGps(block)).toBe(true);
  });

  it('is saved upright, with its size, without the thumbnail, and with the maker’s note where it was', async () => {
    const saved = exifForSaving(block, size, true)!;
    expect(await read(saved)).toMatchObject({ Make: 'Mien Works', Orientation: 1, ExifImageWidth: 640, ExifImageHeight: 480 });
    expect((await read(saved))['latitude']).toBeCloseTo(48 + 8 / 60, 4);
    expect(find(saved, THUMBNAIL.subarray(0, 8))).toBe(-1);
    expect(find(saved, MAKER_NOTE)).toBe(find(block, MAKER_NOTE));
    expect(saved.length).toBeLessThan(block.length);
    expect(orientationOf(block)).toBe(6);
  });

  it('loses the place with all its numbers, and nothing else', async () => {
    const saved = exifForSaving(block, size, false)!;
    expect(hasGps(saved)).toBe(false);
    const found = await read(saved);
    expect(found).toMatchObject({ Make: 'Mien Works', Orientation: 1, ExifImageWidth: 640 });
    expect(Object.keys(found).filter((key) => /gps|latitude|longitude/i.test(key))).toEqual([]);
    // 250 to 400 held the place.
    expect(saved.subarray(250, 350).every((byte) => byte === 0)).toBe(true);
    expect(find(saved, MAKER_NOTE)).toBe(find(block, MAKER_NOTE));
  });
});

describe('a block with one thing wrong', () => {
  const block = exifBlock({ isLittle: true, orientation: 6, widthPx: 480, heightPx: 640 });
  const view = new DataView(block.buffer);
  const nextAt = 8 + 2 + 12 * view.getUint16(8, true);
  const second = view.getUint32(nextAt, true);
  const entryOf = (tag: number, from: number): number => Array.from({ length: view.getUint16(from, true) }, (_, i) => from + 2 + 12 * i).find((at) => view.getUint16(at, true) === tag)!;
  const changed = (change: (view: DataView) => void): Uint8Array<ArrayBuffer> => {
    const copy = block.slice();
    change(new DataView(copy.buffer));
    return copy;
  };
  const thumbnailAt = entryOf(0x0201, second) + 8;
  const thumbnailBytes = entryOf(0x0202, second) + 8;

  it.each<readonly [string, (view: DataView) => void]>([
    ['a next directory far outside', (v) => { v.setUint32(nextAt, 0xffffffff, true); }], ['a next directory at the very end', (v) => { v.setUint32(nextAt, block.length - 1, true); }],
    ['a next directory that is the first', (v) => { v.setUint32(nextAt, 8, true); }], ['a next directory in the header', (v) => { v.setUint32(nextAt, 3, true); }],
    ['a thumbnail that begins outside', (v) => { v.setUint32(thumbnailAt, 0xfffffff0, true); }], ['a thumbnail without end', (v) => { v.setUint32(thumbnailBytes, 0xffffffff, true); }],
    ['a thumbnail that covers everything', (v) => { v.setUint32(thumbnailAt, 8, true); v.setUint32(thumbnailBytes, 0xffffffff, true); }],
    ['a second directory of 65,535 entries', (v) => { v.setUint16(second, 0xffff, true); }], ['an orientation of many values', (v) => { v.setUint32(entryOf(0x0112, 8) + 4, 0x10000000, true); }],
  ])('%s: the camera data stays', async (_name, change) => {
    for (const keepsLocation of [true, false]) {
      const saved = exifForSaving(changed(change), size, keepsLocation)!;
      expect(await read(saved)).toMatchObject({ Make: 'Mien Works', Orientation: 1, ExifImageWidth: 640 });
      expect(find(saved, MAKER_NOTE)).toBe(find(block, MAKER_NOTE));
      expect(hasGps(saved)).toBe(keepsLocation);
    }
  });

  it('says in which type of number its turn stands', () => {
    expect([orientationType(block), orientationType(changed((v) => { v.setUint16(entryOf(0x0112, 8) + 2, 4, true); })), orientationType(undefined)]).toEqual([3, 4, 3]);
  });

  it('a place whose pointer is of type IFD, and one in the thumbnail’s directory, leave no bytes', () => {
    const pointer = entryOf(0x8825, 8);
    const saved = exifForSaving(changed((v) => { v.setUint16(pointer + 2, 13, true); }), size, false)!;
    expect(saved.subarray(250, 350).every((byte) => byte === 0)).toBe(true);
    const moved = exifForSaving(changed((v) => {
      v.setUint16(pointer, 0x9c9b, true);
      v.setUint16(entryOf(0x0103, second), 0x8825, true);
      v.setUint16(second + 2 + 2, 4, true);
      v.setUint32(second + 2 + 8, 250, true);
    }), size, false)!;
    expect(moved.subarray(250, 350).every((byte) => byte === 0)).toBe(true);
  });

  it('places in XMP, IPTC and Photoshop blocks within it go too', () => {
    const at = entryOf(0x010f, 8);
    for (const tag of [0x02bc, 0x83bb, 0x8649]) {
      const saved = exifForSaving(changed((v) => { v.setUint16(at, tag, true); }), size, false)!;
      expect(Buffer.from(saved).includes('Mien Works')).toBe(false);
    }
  });

  it('takes no longer than its length asks for, however many entries share their values', () => {
    const many = new Uint8Array(8 * 2 ** 20);
    const v = new DataView(many.buffer);
    many.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]);
    const directory = (start: number, tag: (i: number) => number): void => {
      v.setUint16(start, 0xffff, true);
      for (let i = 0; i < 0xffff; i++) {
        v.setUint16(start + 2 + 12 * i, tag(i), true);
        v.setUint16(start + 4 + 12 * i, 4, true);
        v.setUint32(start + 6 + 12 * i, 2_000_000, true);
        v.setUint32(start + 10 + 12 * i, 20 + i, true);
      }
    };
    directory(8, (i) => (i === 0 ? 0x8769 : 0x9000));
    v.setUint32(8 + 2 + 12 * 0xffff, 800_000, true);
    directory(800_000, (i) => (i % 2 ? 0x0111 : 0x0117));
    expect(exifForSaving(many, size, false)).toBeDefined();
    directory(8, () => 0x8825);
    expect(exifForSaving(many, size, false)).toBeUndefined();
  }, 20_000);
});

describe('fittingExif', () => {
  it('leaves out the longest values until the block fits, and keeps the rest readable', async () => {
    const block = exifBlock({ isLittle: false, orientation: 1, widthPx: 480, heightPx: 640 });
    expect(fittingExif(block, block.length)).toBe(block);
    const long = new Uint8Array(100_000);
    long.set(block);
    const noteAt = find(block, MAKER_NOTE);
    const v = new DataView(long.buffer);
    // The maker's note becomes 90,000 bytes long.
    const entry = Array.from({ length: 950 }, (_, i) => i).find((at) => v.getUint16(at) === 0x927c && v.getUint32(at + 8) === noteAt)!;
    v.setUint32(entry + 4, 90_000);
    const fitting = fittingExif(long, 65_527)!;
    expect(fitting.length).toBeLessThan(2000);
    const found = await read(fitting);
    expect(found).toMatchObject({ Make: 'Mien Works', ExifImageWidth: 480 });
    expect(found['latitude']).toBeCloseTo(48 + 8 / 60, 4);
    expect(fittingExif(long, 10)).toBeUndefined();
  });
});

describe('a broken block', () => {
  it('is left out, and never throws', () => {
    const block = exifBlock({ isLittle: true, orientation: 3, widthPx: 4, heightPx: 4 });
    expect(orientationOf(undefined)).toBe(1);
    expect(exifForSaving(new Uint8Array(3), size, true)).toBeUndefined();
    for (let length = 0; length < 400; length++) {
      const cut = block.slice(0, length);
      expect(() => [orientationOf(cut), hasGps(cut), exifForSaving(cut, size, false)]).not.toThrow();
      const scrambled = block.slice();
      scrambled[length] = scrambled[length]! ^ 0xff;
      expect(() => [orientationOf(scrambled), hasGps(scrambled), exifForSaving(scrambled, size, false)]).not.toThrow();
    }
  });
});

it('blanks a thumbnail that does not lie at the block’s end, where cutting it off would not do', () => {
  const block = exifBlock({ isLittle: true, orientation: 1, widthPx: 640, heightPx: 480 });
  const longer = new Uint8Array(block.length + 40).fill(7);
  longer.set(block);
  const saved = exifForSaving(longer, { widthPx: 640, heightPx: 480 }, true)!;
  expect(saved.subarray(-40)).toEqual(new Uint8Array(40).fill(7));
  expect(saved.subarray(700, 700 + THUMBNAIL.length)).toEqual(new Uint8Array(THUMBNAIL.length));
  expect(saved.length).toBe(longer.length);
});
