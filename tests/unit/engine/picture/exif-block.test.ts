import exifr from 'exifr';
import { describe, expect, it } from 'vitest';
import { exifForSaving, hasGps, orientationOf } from '../../../../src/engine/picture/exif-block.ts';
import { exifBlock, MAKER_NOTE, THUMBNAIL } from '../../../support/exif-builder.ts';

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
