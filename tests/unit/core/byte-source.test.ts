import { expect, it } from 'vitest';
import { bytesSource } from '../../../src/core/byte-source.ts';

const source = bytesSource(Uint8Array.of(1, 2, 3, 4).subarray(1));

it('reads exactly the range that is asked for, as a copy', async () => {
  const first = await source.read(1, 2);
  expect(first).toEqual(Uint8Array.of(3, 4));
  first.fill(9);
  expect(await source.read(1, 2)).toEqual(Uint8Array.of(3, 4));
  expect(await source.read(3, 0)).toEqual(new Uint8Array(0));
});

it.each([[0, 4], [4, 0], [-1, 1], [1, -1], [NaN, 1]])('refuses offset %d and length %d', async (offset, length) => {
  await expect(source.read(offset, length)).rejects.toMatchObject({ code: 'source-range' });
});
