import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cropToNchw } from '../../../src/core/crop.ts';
import { editedStyle, resolveEdit, wantedByRecipe } from '../../../src/edit/edit-kinds.ts';
import { L2mModel, type SeenFace } from '../../../src/engine/l2m-model.ts';
import { readReference, type ReadReference } from '../../../src/engine/read-reference.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import { domainOfValues } from '../../../src/l2m/latent.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const square = { centreXPx: 60, centreYPx: 70, sidePx: 90, rotationRad: 0.2 };
const [source, other] = [noisePicture(150, 140, 3), noisePicture(200, 160, 8)];
const NAMED: BundleManifest['domains'] = { kind: 'named', names: 'abcdefgh'.split('').map((id) => ({ id, title: id })) };

let model: L2mModel;
let unclassified: L2mModel;
let face: SeenFace;
let values: readonly (0 | 1)[];
let read: ReadReference;

beforeAll(async () => {
  const contents = await tinyBundle();
  model = await L2mModel.load(createNodeRuntime(1), contents);
  const graphs = { ...contents.manifest.graphs, 'attribute-classifier': undefined };
  const named = { ...contents, manifest: { ...contents.manifest, domains: NAMED, graphs }, graphs: new Map([...contents.graphs].filter(([name]) => name !== 'attribute-classifier')) };
  unclassified = await L2mModel.load(createNodeRuntime(1), named);
  face = await model.look(cropToNchw(source, square, model.manifest.imageSizePx));
  values = [...face.logits].map((logit) => (logit > 0 ? 1 : 0));
  read = await readReference(model, other, { square, hints: undefined }, []);
});
afterAll(async () => { await model.release(); await unclassified.release(); });

/** The style of the source with a reference that leads some attributes. */
async function ledStyle(attributes: string[] | undefined, { reading }: ReadReference, strength: number): Promise<Float32Array> {
  const wanted = wantedByRecipe({ kind: 'attributes', levels: {}, reference: { file: 'r', strength, ...(attributes ? { attributes } : {}) } }, model.manifest, reading);
  return editedStyle(resolveEdit(wanted, model.manifest, { logits: face.logits, hints: undefined }), await model.latents(face, domainOfValues(values))).style;
}

function expectClose(a: Float32Array, b: readonly number[]): void {
  b.forEach((value, i) => { expect(a[i]).toBeCloseTo(value, 4); });
}

describe('a reference as the tiny model reads it', () => {
  it('gives its related code to the source’s unrelated one', async () => {
    const seen = await model.look(cropToNchw(other, square, model.manifest.imageSizePx));
    const own = await model.latents(seen, read.reading.domain!);
    const { unrelated, related } = await model.latents(face, domainOfValues(values));
    for (const a of [0, 0.4, 1]) expectClose(await ledStyle(undefined, read, a), [...unrelated].map((value, i) => value + a * own.related[i]! + (1 - a) * related[i]!));
  });

  it('with one attribute taken is moved by its own transformer to the source’s domain with its value of that', async () => {
    const said = [values[0] === 1 ? 0 as const : 1 as const, undefined, undefined];
    const opposite = await readReference(model, other, { square, hints: undefined }, said);
    const seen = await model.look(cropToNchw(other, square, model.manifest.imageSizePx));
    const { targets, related: own } = await model.latents(seen, opposite.reading.domain!);
    const target = domainOfValues(values) ^ 1;
    const code = target === opposite.reading.domain ? own : targets.subarray(target * own.length, (target + 1) * own.length);
    const { unrelated } = await model.latents(face, domainOfValues(values));
    expectClose(await ledStyle(['smile'], opposite, 1), [...unrelated].map((value, i) => value + code[i]!));
  });

  it('that is the source itself changes nothing', async () => {
    const same = await readReference(model, source, { square, hints: undefined }, []);
    const { unrelated, related } = await model.latents(face, domainOfValues(values));
    for (const a of [0.5, 1.5]) expectClose(await ledStyle(undefined, same, a), [...unrelated].map((value, i) => value + related[i]!));
  });

  it('of a named domain that nobody can tell is read by every domain’s own head', async () => {
    const { reading } = await readReference(unclassified, other, { square, hints: undefined }, []);
    expect(reading.domain).toBeUndefined();
    const seen = await unclassified.look(cropToNchw(other, square, unclassified.manifest.imageSizePx));
    const width = unclassified.manifest.styleDim;
    for (const domain of [0, 5]) expect(reading.codes.subarray(domain * width, (domain + 1) * width)).toEqual((await unclassified.latents(seen, domain)).related);
  });

  it('shows the aligned crop that it was read from', () => {
    const planes = cropToNchw(other, square, model.manifest.imageSizePx);
    const plane = model.manifest.imageSizePx ** 2;
    expect(read.crop.data).toHaveLength(4 * plane);
    for (const i of [0, 17, plane - 1]) expect([...read.crop.data.subarray(4 * i, 4 * i + 4)]).toEqual([0, 1, 2].map((c) => Math.round((planes[c * plane + i]! + 1) * 127.5)).concat(255));
  });
});
