import { describe, expect, it } from 'vitest';
import { changedAttributes, changedIds, changesAnything, editedStyle, firstRecipe, latentSeedOf, partly, recipeIds, recipeOfSettings, referenceOf, resolveEdit, saidOfReference, sourceDomainOf, untoldIds, variableIds, variedEdit, wantedByRecipe, wantedBySettings } from '../../../src/edit/edit-kinds.ts';
import type { FaceEdit, FaceSettings } from '../../../src/edit/face-edit.ts';
import { UNMOVED_DOMAIN } from '../../../src/state/edit-document.ts';
import { MANIFEST, NAMED_MANIFEST } from '../state/engine-double.ts';

const settings: FaceSettings = { levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };
const toWild: FaceEdit = { kind: 'domain', source: 0, target: 2, strength: 0.5 };
const nobody = { logits: [], hints: undefined };

describe('a move between named domains', () => {
  it('changes something where it goes somewhere, or a reference leads, by any strength', () => {
    const moves: readonly FaceEdit[] = [toWild, { ...toWild, target: 0 }, { ...toWild, strength: 0 }, { ...toWild, target: 0, code: [1] }, { ...toWild, code: [1], strength: 0 }];
    expect(moves.map(changesAnything)).toEqual([true, false, false, true, false]);
    expect(moves.map((move) => changedIds(move, NAMED_MANIFEST))).toEqual([['wild'], [], [], ['cat'], []]);
    expect([changedAttributes(toWild), untoldIds({ kind: 'domain', source: undefined, target: undefined, strength: 1 }, NAMED_MANIFEST, nobody)]).toEqual([[], []]);
  });

  it('is read by its source’s head, and made of its seed’s latent, the first one unless told otherwise', () => {
    expect([sourceDomainOf({ ...toWild, source: 1 }), latentSeedOf(toWild), latentSeedOf({ ...toWild, seed: 5 })]).toEqual([1, 0, 5]);
  });

  it('goes its share of the way to the target’s code, or to a reference’s in its place', () => {
    const latents = { unrelated: Float32Array.of(100, 0), related: Float32Array.of(0, 1), targets: Float32Array.of(0, 0, 0, 0, 4, 3) };
    expect([...editedStyle(toWild, latents).style]).toEqual([102, 2]);
    expect([...editedStyle({ ...toWild, code: [8, 1] }, latents).style]).toEqual([104, 1]);
    expect(partly(toWild, 0.5)).toEqual({ ...toWild, strength: 0.25 });
  });

  it('may be varied to every other domain, with the look that is chosen and without the reference', () => {
    expect(variableIds({ ...toWild, source: 1 }, NAMED_MANIFEST)).toEqual(['cat', 'wild']);
    expect(variedEdit({ ...toWild, seed: 7, code: [1] }, NAMED_MANIFEST, 'dog', 1)).toEqual({ kind: 'domain', source: 0, target: 1, strength: 1, seed: 7 });
    expect(variedEdit(toWild, NAMED_MANIFEST, 'dog', 1)).toEqual({ kind: 'domain', source: 0, target: 1, strength: 1 });
  });

  it('of a recipe names domains that the model has', () => {
    const recipe = { kind: 'domain' as const, target: 'wild', strength: 1 };
    expect(wantedByRecipe(recipe, NAMED_MANIFEST)).toEqual({ kind: 'domain', source: undefined, target: 2, strength: 1 });
    expect(wantedByRecipe({ ...recipe, source: 'dog', seed: 3 }, NAMED_MANIFEST)).toEqual({ kind: 'domain', source: 1, target: 2, strength: 1, seed: 3 });
    for (const wrong of [{ ...recipe, target: 'cow' }, { ...recipe, source: 'cow' }]) expect(() => wantedByRecipe(wrong, NAMED_MANIFEST)).toThrow(expect.objectContaining({ code: 'recipe-attribute' }));
    expect([recipeIds(recipe), referenceOf(recipe), referenceOf({ ...recipe, reference: { file: 'a.png' } }), saidOfReference(recipe, NAMED_MANIFEST)]).toEqual([['wild'], undefined, { file: 'a.png' }, []]);
  });

  it('of a recipe is led only by a reference that was read', () => {
    const recipe = { kind: 'domain' as const, target: 'wild', strength: 1, reference: { file: 'a.png' } };
    const reading = { values: [], domain: 1, codes: Float32Array.of(1, 2, 3) };
    expect(wantedByRecipe(recipe, NAMED_MANIFEST)).not.toHaveProperty('reference');
    expect(wantedByRecipe({ ...recipe, reference: undefined } as never, NAMED_MANIFEST, reading)).not.toHaveProperty('reference');
    expect(wantedByRecipe(recipe, NAMED_MANIFEST, reading)).toMatchObject({ reference: reading });
    expect(resolveEdit(wantedByRecipe(recipe, NAMED_MANIFEST), NAMED_MANIFEST, nobody)).toEqual({ kind: 'domain', source: 0, target: 2, strength: 1 });
  });

  it('of settings without a target goes to the first domain that is not the source', () => {
    const targetOf = (sourceId: string | undefined): unknown => recipeOfSettings({ ...settings, domainMove: { sourceId, targetId: undefined, strength: 1 } }, NAMED_MANIFEST, () => true);
    expect([undefined, 'cat', 'dog', 'cow'].map(targetOf)).toMatchObject([{ target: 'dog' }, { target: 'dog' }, { target: 'cat' }, { target: 'dog' }]);
    expect(wantedBySettings({ ...settings, domainMove: { sourceId: 'dog', targetId: 'cow', strength: 0.5 } }, NAMED_MANIFEST)).toEqual({ kind: 'domain', source: 1, target: undefined, strength: 0.5 });
  });
});

it('a new recipe begins with a move to the first domain, or with no level', () => {
  expect([firstRecipe(NAMED_MANIFEST), firstRecipe(MANIFEST)]).toEqual([{ kind: 'domain', target: 'cat', strength: 1 }, { kind: 'attributes', levels: {} }]);
});
