import { describe, expect, it } from 'vitest';
import type { FaceKind } from '../../../src/edit/face-framing.ts';
import { drawnConfidence, kindsOf, modelFor, photographedConfidence, tellKind } from '../../../src/edit/picture-kind.ts';

/** What is told of a picture, and which finders were asked for it. */
async function told(photographed: number, drawn: number, order: readonly FaceKind[] = ['photographed', 'drawn']): Promise<readonly [FaceKind | undefined, readonly FaceKind[]]> {
  const asked: FaceKind[] = [];
  const kind = await tellKind(order, (each) => {
    asked.push(each);
    return Promise.resolve(each === 'drawn' ? drawn : photographed);
  });
  return [kind, asked];
}

describe('tellKind', () => {
  it('asks no second finder where the first is sure', async () => {
    expect(await told(0.9, 0.95)).toEqual(['photographed', ['photographed']]);
    expect(await told(0.84, 0.95, ['drawn', 'photographed'])).toEqual(['drawn', ['drawn']]);
  });

  it('is sure from its limits on, and believes the first of two that are as sure', async () => {
    expect([await told(0.87, 0.95), await told(0.5, 0.86, ['drawn', 'photographed'])]).toEqual([['photographed', ['photographed']], ['drawn', ['drawn']]]);
    expect((await told(0, 0.7))[0]).toBeUndefined();
    for (const order of [['photographed', 'drawn'], ['drawn', 'photographed']] as const) expect((await told(0.8, 0.8, order))[0]).toBe(order[0]);
  });

  it('believes the surer of two that are not, in whichever order they are asked', async () => {
    for (const order of [['photographed', 'drawn'], ['drawn', 'photographed']] as const) {
      expect((await told(0.84, 0.76, order))[0]).toBe('photographed');
      expect((await told(0.75, 0.8, order))[0]).toBe('drawn');
      expect((await told(0, 0.75, order))[0]).toBe('drawn');
      expect((await told(0.5, 0, order))[0]).toBe('photographed');
      expect(await told(0, 0.65, order)).toEqual([undefined, order]);
      expect(await told(0, 0, order)).toEqual([undefined, order]);
    }
  });

  it('asks for no kind that there is no model for', async () => {
    expect(await told(0.4, 0.95, ['photographed'])).toEqual(['photographed', ['photographed']]);
  });
});

it('a picture’s confidence is that of its surest face', () => {
  expect(photographedConfidence([])).toBe(0);
  expect(photographedConfidence([{ confidence: 0.6, boxConfidence: 0.9 }, { confidence: 1, boxConfidence: 0.8 }])).toBe(0.8);
  expect(drawnConfidence([])).toBe(0);
  expect(drawnConfidence([{ confidence: 0.7 }, { confidence: 0.9 }])).toBe(0.9);
});

it('the first model of a kind is for it', () => {
  const [photos, drawings, more] = [{ manifest: { alignment: 'tight' } }, { manifest: { alignment: 'none' } }, { manifest: { alignment: 'celeba-hq' } }] as const;
  expect(kindsOf([photos, drawings, more])).toEqual(['photographed', 'drawn']);
  expect(modelFor([drawings, more, photos], 'photographed')).toBe(more);
  expect(modelFor([photos], 'drawn')).toBeUndefined();
});
