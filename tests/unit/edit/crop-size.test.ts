import { expect, it } from 'vitest';
import { isCropSized } from '../../../src/edit/crop-size.ts';

const fits = (widthPx: number, heightPx: number, imageSizePx: number, alignment: 'none' | 'tight' = 'none'): boolean => isCropSized({ widthPx, heightPx }, { alignment, imageSizePx });

it('a crop is small, by the model that takes it, and about as high as wide', () => {
  expect([fits(160, 160, 128), fits(160, 140, 128), fits(140, 160, 128), fits(256, 256, 256), fits(20, 20, 64)]).toEqual([true, true, true, true, true]);
  expect([fits(161, 161, 128), fits(160, 139, 128), fits(139, 160, 128), fits(257, 256, 256), fits(1024, 1024, 128)]).toEqual([false, false, false, false, false]);
});

it('a crop may be higher than wide by just so much', () => {
  expect([fits(23, 20, 128), fits(20, 23, 128), fits(24, 20, 128)]).toEqual([true, true, false]);
});

it('a photograph of the size that a model for photographs takes in is no crop', () => {
  expect([fits(160, 160, 256, 'tight'), fits(256, 256, 256, 'tight')]).toEqual([true, false]);
});
