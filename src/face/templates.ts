import type { MouthWindow } from '../core/mouth.ts';
import type { FivePointName } from './face-finder.ts';
import templates from './templates.json' with { type: 'json' };

/** Names of the framings that a bundle's manifest may ask for. */
export type AlignmentName = 'tight' | 'celeba-hq' | 'none';

/** Where the five points lie in the aligned crop, `[u, v]` with [0,0] its top left and [1,1] its bottom right corner. */
export type FaceTemplate = Readonly<Record<FivePointName, readonly [u: number, v: number]>>;

/**
 * In JSON, because the trainer aligns by the same numbers (models/training/crop.py).
 *
 * tight: mean over 500 evenly spaced pictures of the 14,060 aligned crops that the shipped model learnt from (500 of 500 found),
 * by `npx tsx tests/support/measure-templates.ts`. Standard deviations: eyes 0.017 across and 0.014 down, nose 0.032 and
 * 0.026, corners of the mouth 0.035 and 0.023. All that in a frame a tenth wider than those crops: a mouth that opens or
 * closes needs room for what lies about it. On 24 photographs (`measure-frames.ts` beside that command) it was the best of
 * 1, 1.1, 1.2 and 1.3.
 *
 * celeba-hq: the published rule of CelebA-HQ (Karras et al. 2018, "Progressive Growing of GANs", appendix C: centre, side and turn
 * from eyes and mouth) laid over the same 500 faces by the same command; this is the mean place of their points in it.
 * Standard deviations: eyes 0.0045 across and 0.0033 down, nose 0.030 and 0.023, corners of the mouth 0.017 and 0.019.
 */
const TEMPLATES: Readonly<Record<AlignmentName, FaceTemplate | undefined>> = {
  tight: templates.tight as unknown as FaceTemplate,
  'celeba-hq': templates['celeba-hq'] as unknown as FaceTemplate,
  none: undefined,
};

/** The template of a framing; undefined for `none`, whose crops are taken whole and never aligned by landmarks. */
export function faceTemplate(alignment: AlignmentName): FaceTemplate | undefined {
  return TEMPLATES[alignment];
}

/** How far the place of a mouth reaches from the middle of its corners, in their distance: to each side, up and down. */
const MOUTH_REACH = { aside: 1.3, up: 0.4, down: 0.8 } as const;

/** Where crops of an alignment have the mouth, laughing ones and heads turned aside included; undefined without landmarks. */
export function mouthWindow(alignment: AlignmentName): MouthWindow | undefined {
  const template = faceTemplate(alignment);
  if (!template) return undefined;
  const { mouthLeft: [x0, y0], mouthRight: [x1, y1] } = template;
  const [x, y, width] = [(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0];
  return { left: x - MOUTH_REACH.aside * width, right: x + MOUTH_REACH.aside * width, top: y - MOUTH_REACH.up * width, bottom: y + MOUTH_REACH.down * width };
}
