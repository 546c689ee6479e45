import { describe, expect, it } from 'vitest';
import { markedIfEdited } from '../../../src/edit/ai-mark.ts';
import { atLevel, changedIds, changesAnything, partly, recipeOfSettings, resolveEdit, sourceDomainOf, untoldIds, variableIds, variedEdit, wantedByRecipe, wantedBySettings } from '../../../src/edit/edit-kinds.ts';
import type { FaceSettings, ReferenceSettings, WantedEdit } from '../../../src/edit/face-edit.ts';
import type { ReferenceReading } from '../../../src/edit/reference.ts';
import { UNMOVED_DOMAIN } from '../../../src/state/edit-document.ts';
import { MANIFEST, NAMED_MANIFEST } from '../state/engine-double.ts';

const without = { ...MANIFEST, graphs: { ...MANIFEST.graphs, 'attribute-classifier': undefined } };
const unclassified = { ...NAMED_MANIFEST, graphs: without.graphs };
const wanted = (levels: readonly (number | 'flip' | undefined)[], sources: readonly (0 | 1 | undefined)[] = [undefined, undefined]): WantedEdit => ({ kind: 'attributes', levels, sources });
const settings: FaceSettings = { levels: {}, correctedSources: {}, domainMove: UNMOVED_DOMAIN };

describe('the source of an attribute', () => {
  it('is what a person says, else what the classifier sees, else what the finder hints at', () => {
    const smiling = { logits: [2, -2], hints: { happyProbability: 0.1 } };
    expect(resolveEdit(wanted([undefined, 1]), MANIFEST, smiling)).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [1, 1] });
    expect(resolveEdit(wanted([1, 1], [0, undefined]), MANIFEST, smiling)).toEqual({ kind: 'attributes', sourceValues: [0, 0], levels: [1, 1] });
    expect(resolveEdit(wanted([1, undefined]), without, { logits: [], hints: { happyProbability: 0.9, ageYears: 70 } })).toEqual({ kind: 'attributes', sourceValues: [1, 1], levels: [1, 1] });
  });

  it('is what a flip turns over, and leaves alone where nobody can tell it', () => {
    expect(resolveEdit(wanted(['flip', 'flip']), MANIFEST, { logits: [2, -2], hints: undefined })).toEqual({ kind: 'attributes', sourceValues: [1, 0], levels: [0, 1] });
    const edit = resolveEdit(wanted(['flip', undefined]), without, { logits: [], hints: {} });
    expect([changesAnything(edit), untoldIds(wanted(['flip', undefined]), without, { logits: [], hints: {} })]).toEqual([false, ['smile']]);
    expect(wantedByRecipe({ kind: 'attributes', levels: { age: 'flip' } }, MANIFEST)).toMatchObject({ levels: [undefined, 'flip'] });
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

describe('a source of which the classifier is unsure', () => {
  // 27 % smiling, 73 % old.
  const unsure = { logits: [-1, 1], hints: undefined };
  const at = (smile: number | 'flip' | undefined) => resolveEdit(wanted([smile, undefined]), MANIFEST, unsure);

  it('lies between the two values, and each end is the whole edit from the other one', () => {
    expect(at(undefined)).toEqual({ kind: 'attributes', sourceValues: [0.27, 0.73], levels: [0.27, 0.73] });
    expect([at(undefined), at(0.27), at(0.28), at(1), at(0)].map((edit) => changedIds(edit, MANIFEST))).toEqual([[], [], ['smile'], ['smile'], ['smile']]);
    // Bit 0 is the smile: towards it the face is read as neutral, away from it as smiling; at rest as what is likelier.
    expect([at(1), at(0.28), at(0), at(undefined), at('flip')].map(sourceDomainOf)).toEqual([0b10, 0b10, 0b11, 0b10, 0b10]);
    expect(at('flip')).toEqual(at(1));
    expect(resolveEdit(wanted([1, undefined], [1, undefined]), MANIFEST, unsure)).toMatchObject({ sourceValues: [1, 0.73], levels: [1, 0.73] });
  });

  it('is varied and gone through from where it lies', () => {
    expect(variedEdit(at(undefined), MANIFEST, 'smile', 1)).toEqual(at(1));
    expect(variedEdit(at(undefined), MANIFEST, 'age', 0.5)).toMatchObject({ levels: [0.27, 0.365] });
    expect(atLevel(at(undefined), MANIFEST, 'smile', 0)).toEqual(at(0));
    expect(partly(at(1), 0)).toEqual(at(undefined));
  });

  it('keeps a reference’s code in the domain that the face is read in', () => {
    const reading: ReferenceReading = { values: [1, 1], domain: 3, codes: Float32Array.of(10, 11, 12, 13) };
    const led: WantedEdit = { kind: 'attributes', levels: [undefined, 0], reference: { reading, takes: [true, false], strength: 1 } };
    expect(resolveEdit(led, MANIFEST, { logits: [-2, -1], hints: undefined })).toMatchObject({ levels: [0, 0], lead: { code: [13] } });
  });
});

it('an attribute that goes only without another one is left alone where that is on, and not where it is turned off', () => {
  const [first, second] = MANIFEST.domains.kind === 'attributes' ? MANIFEST.domains.attributes : [];
  const alone = { ...MANIFEST, domains: { kind: 'attributes' as const, attributes: [{ ...first!, onlyWithout: 'age' }, second!] } };
  const old = { logits: [-2, 2], hints: undefined };
  expect(resolveEdit(wanted([1, undefined]), alone, old)).toMatchObject({ sourceValues: [0, 1], levels: [0, 1] });
  expect(resolveEdit(wanted([1, 0]), alone, old)).toMatchObject({ levels: [1, 0] });
  expect(resolveEdit(wanted([1, 1]), alone, { logits: [-2, -2], hints: undefined })).toMatchObject({ levels: [0, 1] });
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
    const rolled = { ...settings, domainMove: { sourceId: 'cat', targetId: 'wild', strength: 0.7, seed: 12 } };
    expect(recipeOfSettings(rolled, NAMED_MANIFEST, () => true)).toEqual({ kind: 'domain', target: 'wild', strength: 0.7, seed: 12 });
    expect(resolveEdit(wantedBySettings(rolled, NAMED_MANIFEST), NAMED_MANIFEST, { logits: [], hints: undefined })).toMatchObject({ seed: 12 });
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

describe('a reference', () => {
  /** Four domains of one number each: 10, 11, 12, 13. */
  const reading = (values: ReferenceReading['values'], domain?: number): ReferenceReading => ({ values, domain, codes: Float32Array.of(10, 11, 12, 13) });
  const neutralAndYoung = { logits: [-2, -2], hints: undefined };
  const led = (takes: readonly boolean[], values: ReferenceReading['values'] = [1, 1], strength = 1, levels: readonly (number | undefined)[] = [undefined, undefined]): WantedEdit => ({ kind: 'attributes', levels, reference: { reading: reading(values), takes, strength } });

  it('leads to its own values of what is taken, and leaves the rest as the face has it', () => {
    expect(resolveEdit(led([true, true]), MANIFEST, neutralAndYoung)).toMatchObject({ levels: [0, 0], lead: { code: [13], attributes: [0, 1] } });
    expect(resolveEdit(led([true, false]), MANIFEST, neutralAndYoung)).toMatchObject({ lead: { code: [11], attributes: [0] } });
    expect(resolveEdit(led([false, true]), MANIFEST, { ...neutralAndYoung, logits: [2, -2] })).toMatchObject({ lead: { code: [13], attributes: [1] } });
    expect(resolveEdit(led([false, false]), MANIFEST, neutralAndYoung)).toEqual({ kind: 'attributes', sourceValues: [0, 0], levels: [0, 0] });
  });

  it('with a face’s own values still brings its manner of them', () => {
    const edit = resolveEdit(led([true, true], [0, 0]), MANIFEST, neutralAndYoung);
    expect(edit).toMatchObject({ lead: { code: [10] } });
    expect([changesAnything(edit), changedIds(edit, MANIFEST)]).toEqual([true, ['smile', 'age']]);
  });

  it('goes before a level of what it leads, and beside one of what it does not', () => {
    expect(resolveEdit(led([true, false], [1, 1], 1, [0.3, 0.7]), MANIFEST, neutralAndYoung)).toMatchObject({ levels: [0, 0.7], lead: { attributes: [0] } });
    const at0 = resolveEdit(led([true, true], [1, 1], 0, [0.3, undefined]), MANIFEST, neutralAndYoung);
    expect(changesAnything(at0)).toBe(false);
    expect(variableIds(resolveEdit(led([true, false]), MANIFEST, neutralAndYoung), MANIFEST)).toEqual(['age']);
  });

  it('leads nothing that nobody can tell of either face, and that is named', () => {
    expect(resolveEdit(led([true, true], [1, undefined]), MANIFEST, neutralAndYoung)).toMatchObject({ lead: { code: [11], attributes: [0] } });
    expect(untoldIds(led([true, true], [1, undefined]), MANIFEST, neutralAndYoung)).toEqual(['age']);
    const untellable = { logits: [], hints: { happyProbability: 0.9 } };
    expect(resolveEdit(led([true, true], [0, 1]), without, untellable)).toMatchObject({ lead: { code: [10], attributes: [0] } });
    expect(untoldIds(led([true, false], [0, 1]), without, untellable)).toEqual([]);
  });

  it('of a named domain gives the move its domain and its code, its own domain too', () => {
    const move = (target: number | undefined, domain: number | undefined): WantedEdit => ({ kind: 'domain', source: 0, target, strength: 1, reference: { values: [], domain, codes: Float32Array.of(10, 11, 12) } });
    expect(resolveEdit(move(undefined, 2), NAMED_MANIFEST, neutralAndYoung)).toMatchObject({ target: 2, code: [12] });
    expect(resolveEdit(move(1, 2), NAMED_MANIFEST, neutralAndYoung)).toMatchObject({ target: 1, code: [11] });
    const own = resolveEdit(move(0, undefined), NAMED_MANIFEST, neutralAndYoung);
    expect([own, changesAnything(own)]).toMatchObject([{ target: 0, code: [10] }, true]);
  });

  const settingsOf: ReferenceSettings = { pictureId: 'r', name: 'ref.jpg', square: { centreXPx: 1, centreYPx: 1, sidePx: 2, rotationRad: 0 }, isLargest: true, found: undefined, leftOut: ['age'], said: { smile: 1 }, strength: 0.5 };

  it('of the editor asks for the same as the recipe that is made of it', () => {
    const set = { ...settings, levels: { smile: 1, age: 0.25 }, reference: settingsOf };
    const recipe = recipeOfSettings(set, MANIFEST, () => false);
    expect(recipe).toEqual({ kind: 'attributes', levels: { age: 0.25 }, reference: { file: 'ref.jpg', attributes: ['smile'], values: { smile: 1 }, strength: 0.5 } });
    const [fromSettings, fromRecipe] = [wantedBySettings(set, MANIFEST, reading([1, 0])), wantedByRecipe(recipe, MANIFEST, reading([1, 0]))].map((each) => resolveEdit(each, MANIFEST, neutralAndYoung));
    expect(fromSettings).toEqual(fromRecipe);
    expect(wantedBySettings(set, MANIFEST)).not.toHaveProperty('reference');
    expect(recipeOfSettings({ ...set, domainMove: { sourceId: undefined, targetId: 'dog', strength: 1 } }, NAMED_MANIFEST, () => false)).toEqual({ kind: 'domain', target: 'dog', strength: 1, reference: { file: 'ref.jpg' } });
  });

  it('of a recipe leads all without a level, and what it cannot do is an error', () => {
    const attributes = { kind: 'attributes' as const, levels: {} };
    expect(wantedByRecipe({ ...attributes, levels: { age: 1 }, reference: { file: 'r' } }, MANIFEST, reading([1, 1]))).toMatchObject({ reference: { takes: [true, false], strength: 1 } });
    const code = (edit: Parameters<typeof wantedByRecipe>[0], read?: ReferenceReading): unknown => { try { wantedByRecipe(edit, MANIFEST, read); return 'none'; } catch (thrown) { return (thrown as { code: string }).code; } };
    expect(code(attributes)).toBe('recipe-empty');
    expect(code({ ...attributes, reference: { file: 'r' } })).toBe('none');
    expect(code({ ...attributes, reference: { file: 'r', attributes: ['hat'] } })).toBe('recipe-attribute');
    expect(code({ ...attributes, levels: { smile: 1 }, reference: { file: 'r', attributes: ['smile'] } })).toBe('recipe-reference');
    expect(code({ ...attributes, levels: { smile: 1, age: 1 }, reference: { file: 'r' } })).toBe('recipe-reference');
    expect(code({ ...attributes, reference: { file: 'r', attributes: ['smile'] } }, reading([undefined, 1]))).toBe('reference-untold');
  });
});
