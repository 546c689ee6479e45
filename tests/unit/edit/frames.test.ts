import { describe, expect, it } from 'vitest';
import { changesAnything } from '../../../src/edit/edit-kinds.ts';
import type { FaceEdit } from '../../../src/edit/face-edit.ts';
import { evenLevels, gridEdits, sweepFrames, thereAndBack } from '../../../src/edit/frames.ts';
import { MANIFEST, NAMED_MANIFEST } from '../state/engine-double.ts';

/** Neutral and old; set to smile a little and be younger. */
const edit: FaceEdit = { kind: 'attributes', sourceValues: [0, 1], levels: [0.6, 0.5] };
const levelsOf = (edits: readonly FaceEdit[]) => edits.map((each) => (each.kind === 'attributes' ? each.levels : each.strength));

describe('a strip', () => {
  it('goes through the levels of one attribute in equal steps, and leaves the rest as it is set', () => {
    const frames = sweepFrames(edit, MANIFEST, { kind: 'level', id: 'smile', from: -0.5, to: 1 }, 4);
    expect(levelsOf(frames.map((frame) => frame.edit))).toEqual([[-0.5, 0.5], [0, 0.5], [0.5, 0.5], [1, 0.5]]);
    expect(frames.map(({ level }) => level)).toEqual([-0.5, 0, 0.5, 1]);
  });

  it('goes from the photo to the whole edit: its ends are the two', () => {
    const frames = sweepFrames(edit, MANIFEST, { kind: 'edit' }, 3).map((frame) => frame.edit);
    expect(levelsOf(frames)).toEqual([[0, 1], [0.3, 0.75], [0.6, 0.5]]);
    expect([changesAnything(frames[0]!), frames[2]]).toEqual([false, edit]);
  });

  it('lets a reference lead by as much as the frame is on its way', () => {
    const led: FaceEdit = { ...edit, levels: [0, 0.5], lead: { code: [1, 2], strength: 0.8, attributes: [0] } };
    const frames = sweepFrames(led, MANIFEST, { kind: 'edit' }, 3).map((frame) => frame.edit);
    expect(frames.map((each) => each.kind === 'attributes' && each.lead?.strength)).toEqual([0, 0.4, 0.8]);
    expect([changesAnything(frames[0]!), frames[2]]).toEqual([false, led]);
  });

  it('moves between named domains, with the look that is chosen', () => {
    const move: FaceEdit = { kind: 'domain', source: 0, target: 1, strength: 0.5, seed: 7 };
    expect(sweepFrames(move, NAMED_MANIFEST, { kind: 'edit' }, 3).map((frame) => frame.edit)).toEqual([0, 0.25, 0.5].map((strength) => ({ ...move, strength })));
    expect(sweepFrames(move, NAMED_MANIFEST, { kind: 'level', id: 'wild', from: 0, to: 1 }, 2).map((frame) => frame.edit)).toEqual([0, 1].map((strength) => ({ ...move, target: 2, strength })));
  });

  it('has levels that are exact, and at least two of them', () => {
    expect(evenLevels(0, 1, 7)).toEqual([0, 0.166667, 0.333333, 0.5, 0.666667, 0.833333, 1]);
    expect(evenLevels(0, 0.3, 4)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(evenLevels(0, 1, 96)).toHaveLength(96);
    for (const count of [1, 97, 2.5, Number.NaN]) expect(() => evenLevels(0, 1, count)).toThrow(expect.objectContaining({ code: 'frame-count' }));
    expect(() => evenLevels(0, 1, 13, 12)).toThrow(expect.objectContaining({ message: 'Expected 2 to 12 steps but received 13.', recovery: 'Choose a whole number from 2 to 12.' }));
  });

  it('goes there and back without a jump', () => {
    expect([thereAndBack([1, 2, 3, 4]), thereAndBack([1, 2])]).toEqual([[1, 2, 3, 4, 3, 2], [1, 2]]);
  });
});

it('a grid has one attribute down and another across', () => {
  const grid = gridEdits(edit, MANIFEST, { id: 'smile', levels: [0, 1] }, { id: 'age', levels: [0, 0.5, 1] });
  expect(grid.map(levelsOf)).toEqual([[[0, 0], [0, 0.5], [0, 1]], [[1, 0], [1, 0.5], [1, 1]]]);
});
