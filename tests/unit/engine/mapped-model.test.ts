import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cropToNchw } from '../../../src/core/crop.ts';
import { normalNoise } from '../../../src/core/normal-noise.ts';
import { editedStyle, resolveEdit, wantedByRecipe, type RecipeEdit } from '../../../src/edit/edit-kinds.ts';
import { wholeSquare } from '../../../src/edit/square.ts';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import { L2mModel, type EncodedFace } from '../../../src/engine/l2m-model.ts';
import { readReference } from '../../../src/engine/read-reference.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import { selfCheckError } from '../../../src/engine/self-check.ts';
import { parseManifest } from '../../../src/l2m/manifest.ts';
import { noisePicture } from '../../support/pictures.ts';
import { makeAnimalBundle, tinyBundle } from '../../support/tiny-bundle.ts';

const [dog, cat] = [noisePicture(120, 120, 2), noisePicture(140, 140, 6)];
const square = wholeSquare(dog);

let contents: Awaited<ReturnType<typeof tinyBundle>>;
let model: L2mModel;
let pipeline: EditPipeline;
let face: EncodedFace;

beforeAll(async () => {
  contents = await tinyBundle(makeAnimalBundle);
  model = await L2mModel.load(createNodeRuntime(1), contents);
  pipeline = new EditPipeline(model);
  face = await model.encode(cropToNchw(dog, square, 64));
});
afterAll(() => pipeline.release());

const row = (codes: Float32Array, domain: number): Float32Array => codes.subarray(domain * 9, (domain + 1) * 9);

/** The picture moved by a recipe of this model. */
async function moved(edit: Omit<Extract<RecipeEdit, { kind: 'domain' }>, 'kind' | 'reference'>, reading?: Parameters<typeof wantedByRecipe>[2]): Promise<Uint8ClampedArray> {
  const recipe: RecipeEdit = { kind: 'domain', ...edit, ...(reading ? { reference: { file: 'r.png' } } : {}) };
  const task = { square, edit: resolveEdit(wantedByRecipe(recipe, model.manifest, reading), model.manifest, { logits: [], hints: undefined }) };
  return (await pipeline.renderPicture('dog', dog, [task], 1)).data;
}

const meanOff = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;

describe('a model with a mapping network', () => {
  it('renders its own check image rightly, and its manifest says what it is', async () => {
    expect(await selfCheckError(model, contents)).toBeLessThan(1e-4);
    expect(contents.manifest).toMatchObject({ latentDim: 6, domains: { kind: 'named', names: [{ id: 'cat' }, { id: 'dog' }, { id: 'wild' }] } });
    const { 'mapping-network': mapping, ...graphs } = contents.manifest.graphs;
    for (const bad of [{ graphs }, { graphs: { ...graphs, 'mapping-network': mapping, 'style-transformer': mapping } }, { latentDim: undefined }]) {
      expect(() => parseManifest({ ...contents.manifest, ...bad })).toThrow(expect.objectContaining({ code: 'manifest-invalid' }));
    }
  });

  it('takes the whole code of the source’s head for the related one, and the mapping network’s for the targets', async () => {
    const { unrelated, related, targets } = await model.latents(face, 1);
    expect(unrelated.every((value) => value === 0)).toBe(true);
    expect(related).toEqual(row(face.codes, 1));
    const session = await createNodeRuntime(1).createSession(contents.graphs.get('mapping-network')!);
    for (const [seed, made] of [[0, targets], [5, (await model.withSeed({ unrelated, related, targets }, 5)).targets]] as const) {
      const { codes } = await session.run({ latent: createNodeRuntime(1).tensor(normalNoise(seed, 6), [1, 6]) });
      expect(meanOff(made, await codes!.read())).toBeLessThan(1e-6);
    }
    await session.release();
  });

  it('goes from the source’s own look to that of a latent, by its seed', async () => {
    const [first, again, other] = [await moved({ source: 'dog', target: 'cat', strength: 1 }), await moved({ source: 'dog', target: 'cat', strength: 1, seed: 0 }), await moved({ source: 'dog', target: 'cat', strength: 1, seed: 7 })];
    expect(first).toEqual(again);
    expect(meanOff(first, other)).toBeGreaterThan(1);
    expect(meanOff(await moved({ source: 'dog', target: 'cat', strength: 0, seed: 7 }), dog.data)).toBe(0);
    const latents = await model.withSeed(await model.latents(face, 1), 7);
    const { style } = editedStyle({ kind: 'domain', source: 1, target: 0, strength: 0.25, seed: 7 }, latents);
    expect(meanOff(style, row(face.codes, 1).map((value, i) => 0.75 * value + 0.25 * row(latents.targets, 0)[i]!))).toBeLessThan(1e-6);
  });

  it('takes a reference’s look by the target domain’s own head, the source’s domain too', async () => {
    const { reading } = await readReference(model, cat, { square: wholeSquare(cat), hints: undefined }, []);
    const seen = await model.look(cropToNchw(cat, wholeSquare(cat), 64));
    expect([reading.domain, reading.codes]).toEqual([undefined, seen.codes]);
    const [asCat, asDog, byLatent] = [await moved({ source: 'dog', target: 'cat', strength: 1 }, reading), await moved({ source: 'dog', target: 'dog', strength: 1 }, reading), await moved({ source: 'dog', target: 'cat', strength: 1 })];
    expect(meanOff(asCat, byLatent)).toBeGreaterThan(1);
    expect(meanOff(asDog, dog.data)).toBeGreaterThan(1);
    const itself = await readReference(model, dog, { square, hints: undefined }, []);
    expect(meanOff(await moved({ source: 'dog', target: 'dog', strength: 1.5 }, itself.reading), await moved({ source: 'dog', target: 'dog', strength: 0.1 }, itself.reading))).toBeLessThan(1e-6);
  });
});
