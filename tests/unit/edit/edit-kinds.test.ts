import { describe, expect, it } from 'vitest';
import { markedIfEdited } from '../../../src/edit/ai-mark.ts';
import { changedIds, changesAnything, recipeOfSettings, resolveEdit, untoldIds, wantedBySettings } from '../../../src/edit/edit-kinds.ts';
import type { FaceSettings, WantedEdit } from '../../../src/edit/face-edit.ts';
import { UNMOVED_DOMAIN } from '../../../src/state/edit-document.ts';
import { MANIFEST, NAMED_MANIFEST } from '../state/engine-double.ts';

const without = { ...MANIFEST, graphs: { ...MANIFEST.graphs, 'attribute-classifier': undefined } };
const unclassified = { ...NAMED_MANIFEST, graphs: without.graphs };
const wanted = (levels: readonly (number | undefined)[], sources: readonly (0 | 1 | undefined)[] = [undefined, undefined]): WantedEdit => ({ kind: 'attributes', levels, sources });
const settings: FaceSettings = { levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };

describe('the source of an attribute', () => {
  it('is what a person says, else what the classifier sees, else what the finder hints at', () => {
    const smiling = { logits: [2, -1], hints: { happyProbability: 0.1 } };
    expect(resolveEdit(wanted([undefined, 1]), MANIFEST, smiling)).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [1, 1] });
    expect(resolveEdit(wanted([1, 1], [0, undefined]), MANIFEST, smiling)).toEqual({ kind: 'attributes', sourceValues: [0, 0], levels: [1, 1] });
    expect(resolveEdit(wanted([1, undefined]), without, { logits: [], hints: { happyProbability: 0.9, ageYears: 70 } })).toEqual({ kind: 'attributes', sourceValues: [1, 1], levels: [1, 1] });
  });

  it('that nobody can tell stays as it is, and is named', () => {
    const sight = { logits: [], hints: { happyProbability: 0.9 } };
    const edit = resolveEdit(wanted([0, 1]), without, sight);
    expect(edit).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [0, 0] });
    expect(changedIds(edit, without)).toEqual(['smile']);
    expect(untoldIds(wanted([0, 1]), without, sight)).toEqual(['age']);
    expect(untoldIds(wanted([0, undefined]), without, sight)).toEqual([]);
    expect(untoldIds(wanted([0, 1], [undefined, 0]), without, sight)).toEqual([]);
  });
});

describe('the source of a move between domains', () => {
  const move = (source: number | undefined, target: number | undefined): WantedEdit => ({ kind: 'domain', source, target, strength: 1 });
  const dog = { logits: [-1, 3, 0], hints: undefined };

  it('is what a person says, even against the classifier', () => {
    expect(resolveEdit(move(2, 1), NAMED_MANIFEST, dog)).toMatchObject({ source: 2, target: 1 });
  });

  it('is else what the classifier sees: a dog that is wanted as a dog is left alone', () => {
    expect(resolveEdit(move(undefined, 0), NAMED_MANIFEST, dog)).toMatchObject({ source: 1, target: 0 });
    expect(changesAnything(resolveEdit(move(undefined, 1), NAMED_MANIFEST, dog))).toBe(false);
  });

  it('is else the table’s first that is not the target', () => {
    expect([0, 1, 2].map((target) => resolveEdit(move(undefined, target), unclassified, { logits: [], hints: undefined }))).toMatchObject([{ source: 1 }, { source: 0 }, { source: 0 }]);
  });

  it('has the first other domain for its target where none was chosen', () => {
    expect([0, 1].map((source) => resolveEdit(move(source, undefined), unclassified, { logits: [], hints: undefined }))).toMatchObject([{ target: 1 }, { target: 0 }]);
  });
});

describe('settings of the editor', () => {
  it('ask for the same as the recipe that is made of them', () => {
    const set = { ...settings, levels: { age: 0.5, hat: 1 }, correctedSources: { age: 1, smile: 0 } } as const;
    expect(wantedBySettings(set, MANIFEST)).toEqual({ kind: 'attributes', levels: [undefined, 0.5], sources: [0, 1] });
    expect(recipeOfSettings(set, MANIFEST, () => false)).toEqual({ kind: 'attributes', levels: { age: 0.5 } });
    // What only the person could tell goes into the recipe, for what it sets.
    expect(recipeOfSettings(set, MANIFEST, () => true)).toEqual({ kind: 'attributes', levels: { age: 0.5 }, sources: { age: 1 } });
    expect(recipeOfSettings({ ...settings, domainMove: { sourceId: 'cat', targetId: 'wild', strength: 0.7 } }, NAMED_MANIFEST, () => true)).toEqual({ kind: 'domain', target: 'wild', strength: 0.7 });
  });
});

describe('the mark that a model edited a picture', () => {
  const edit = (level: number) => ({ kind: 'attributes', sourceValues: [0, 1], levels: [level, 1] } as const);

  it('is set where it is wanted and something changed, and only there', () => {
    expect(markedIfEdited({ saysAi: true }, [edit(0), edit(0.1)])).toEqual({ saysAi: true });
    expect([markedIfEdited({ saysAi: true }, [edit(0)]), markedIfEdited({ saysAi: true }, []), markedIfEdited({ saysAi: false }, [edit(1)])]).toEqual([{ saysAi: false }, { saysAi: false }, { saysAi: false }]);
    expect(markedIfEdited({ saysAi: true }, [{ kind: 'domain', source: 1, target: 1, strength: 1 }])).toEqual({ saysAi: false });
  });
});
