import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { expectWholeFile } from '../../../src/picture/whole-file.ts';
import { noisePicture } from '../../support/pictures.ts';

const { data, widthPx, heightPx } = noisePicture(60, 40, 3);
const picture = (): Sharp => sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } });

describe.each(['jpeg', 'png', 'webp'] as const)('a %s file', (format) => {
  it('passes whole, and with something behind it; cut anywhere it does not', async () => {
    const bytes = new Uint8Array(await picture().withExif({ IFD0: { Artist: 'A' } }).toFormat(format, { progressive: true }).toBuffer());
    expectWholeFile(bytes);
    expectWholeFile(Uint8Array.of(...bytes, 1, 2, 3));
    for (let length = 20; length < bytes.length - 1; length += 97) expect(() => { expectWholeFile(bytes.slice(0, length)); }, `${length} of ${bytes.length}`).toThrow('ends before its picture');
  });
});

it('does not take the end of an embedded thumbnail for the picture\'s own', async () => {
  const thumbnail = new Uint8Array(await picture().resize(16).jpeg().toBuffer());
  const whole = new Uint8Array(await picture().jpeg().toBuffer());
  const segment = Uint8Array.of(0xff, 0xe1, (thumbnail.length + 2) >> 8, (thumbnail.length + 2) & 0xff, ...thumbnail);
  const bytes = Uint8Array.of(...whole.subarray(0, 2), ...segment, ...whole.subarray(2));
  expectWholeFile(bytes);
  expect(() => { expectWholeFile(bytes.slice(0, bytes.length - 200)); }).toThrow('ends before');
});
