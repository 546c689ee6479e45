import { describe, expect, it } from 'vitest';
import { MASK_CELLS, maskText, openMask } from '../../../src/core/brush-mask.ts';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import type { FaceTask } from '../../../src/edit/face-edit.ts';
import { L2mModel } from '../../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import type { Runtime, RuntimeSession } from '../../../src/engine/runtime.ts';
import type { BundleManifest } from '../../../src/l2m/manifest.ts';
import { encodeRegions } from '../../../src/l2m/regions.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const picture = noisePicture(300, 200, 9);
const square = { centreXPx: 110, centreYPx: 90, sidePx: 120, rotationRad: 0 };
const edit = (levels: readonly number[]): FaceTask['edit'] => ({ kind: 'attributes', sourceValues: [0, 1, 0], levels });
const neutral = edit([0, 1, 0]);
const smiling = edit([1, 1, 0]);

/** A pipeline on native onnxruntime and the count of runs per graph, in loading order. */
async function setUp(more: Partial<BundleManifest> = {}): Promise<{ pipeline: EditPipeline; runs: number[]; contents: Awaited<ReturnType<typeof tinyBundle>> }> {
  const native = createNodeRuntime(1);
  const runs: number[] = [];
  const counting: Runtime = {
    ...native,
    async createSession(model) {
      const session = await native.createSession(model);
      const mine = runs.push(0) - 1;
      return { run: (inputs) => { runs[mine]!++; return session.run(inputs); }, release: () => session.release() };
    },
  };
  const bundle = await tinyBundle();
  const contents = { ...bundle, manifest: { ...bundle.manifest, ...more } };
  return { pipeline: new EditPipeline(await L2mModel.load(counting, contents)), runs, contents };
}

type Outputs = Awaited<ReturnType<RuntimeSession['run']>>;

/** Native onnxruntime, with what its sessions answer changed. */
function withOutputs(change: (outputs: Outputs, native: Runtime) => Outputs): Runtime {
  const native = createNodeRuntime(1);
  return {
    ...native,
    async createSession(model, options) {
      const session = await native.createSession(model, options);
      return { run: async (inputs) => change(await session.run(inputs), native), release: () => session.release() };
    },
  };
}

describe('EditPipeline', () => {
  it('encodes a face once; a slider move runs the decoder alone', async () => {
    const { pipeline, runs, contents } = await setUp();
    const names = [...contents.graphs.keys()];
    await pipeline.analyse('p', picture, square);
    for (const level of [0.2, 0.5, 1, 1.5]) await pipeline.render('p', picture, [{ square, edit: edit([level, 1, 0]) }], 0, 200);
    const counted = Object.fromEntries(names.map((name, i) => [name, runs[i]]));
    // Four moves and, once, the reconstruction that `preserve` compares with.
    expect(counted).toEqual({ 'style-encoder': 1, 'style-transformer': 1, 'content-encoder': 1, 'attribute-classifier': 1, decoder: 5 });
    await pipeline.release();
  });

  it.each([0, 0.3])('leaves what a brush released the original’s, sample for sample, in preview and saved picture alike, turned by %s', async (rotationRad) => {
    const { pipeline } = await setUp();
    const mask = openMask();
    // The right half.
    for (let i = 0; i < mask.length; i++) if (i % MASK_CELLS >= MASK_CELLS / 2) mask[i] = 0;
    const whole: FaceTask = { square: { ...square, rotationRad }, edit: smiling };
    const task = { ...whole, mask: maskText(mask) };
    const saved = await pipeline.renderPicture('p', picture, [task], 0);
    const unbrushed = await pipeline.renderPicture('p', picture, [whole], 0);
    const { rect, pixels } = await pipeline.render('p', picture, [task], 0, Infinity);
    const [changed, kept] = [{ left: 0, right: 0 }, { left: 0, right: 0 }];
    for (let y = 0; y < picture.heightPx; y++) {
      for (let x = 0; x < picture.widthPx; x++) {
        const across = (x + 0.5 - square.centreXPx) * Math.cos(rotationRad) + (y + 0.5 - square.centreYPx) * Math.sin(rotationRad);
        // Nearer than a cell to the edge the two mix.
        if (Math.abs(across) < 1.5 * (square.sidePx / MASK_CELLS)) continue;
        const side = across > 0 ? 'right' : 'left';
        const at = (y * picture.widthPx + x) * 4;
        const own = picture.data.subarray(at, at + 4).join();
        const now = saved.data.subarray(at, at + 4).join();
        if (now !== own) changed[side]++;
        if (now === unbrushed.data.subarray(at, at + 4).join()) kept[side]++;
        const [px, py] = [x - rect.xPx, y - rect.yPx];
        if (px >= 0 && py >= 0 && px < rect.widthPx && py < rect.heightPx) expect(pixels!.data.subarray((py * rect.widthPx + px) * 4, (py * rect.widthPx + px) * 4 + 4).join()).toBe(now);
      }
    }
    expect(changed.right).toBe(0);
    expect(changed.left).toBeGreaterThan(1000);
    // Where nothing is released the edit is what it would be without a brush.
    expect(kept.left).toBeGreaterThan(20_000);
    expect(unbrushed.data).not.toEqual(saved.data);
    await pipeline.release();
  });

  it('shows beneath another face what a brush released there', async () => {
    const { pipeline } = await setUp();
    const beneath: FaceTask = { square, edit: smiling };
    const above: FaceTask = { square: { ...square, centreXPx: 150 }, edit: edit([0, 1, 1]) };
    const before = await pipeline.render('p', picture, [beneath, above], 0, Infinity);
    const after = await pipeline.render('p', picture, [{ ...beneath, mask: maskText(openMask().fill(0)) }, above], 0, Infinity);
    expect(after.pixels!.data).not.toEqual(before.pixels!.data);
    expect(after.pixels!.data).toEqual((await pipeline.render('p', picture, [above], 0, Infinity)).pixels!.data);
    await pipeline.release();
  });

  it.each([[0, 0], [1, 1]])('takes a model with attention at its word: %s of its picture comes in', async (share, expected) => {
    let decodes = 0;
    const attentive = withOutputs((outputs, native) => {
      if (!outputs['image']) return outputs;
      decodes++;
      const [, , height = 0, width = 0] = outputs['image'].dims;
      return { ...outputs, attention: native.tensor(new Float32Array(height * width).fill(share), [1, 1, height, width]) };
    });
    const bundle = await tinyBundle();
    const pipeline = new EditPipeline(await L2mModel.load(attentive, { ...bundle, manifest: { ...bundle.manifest, hasAttention: true } }));
    const out = await pipeline.renderPicture('p', picture, [{ square, edit: smiling }], 0);
    await pipeline.renderPicture('p', picture, [{ square, edit: edit([0.5, 1, 0]) }], 0);
    // Two edits and, once, the model's own colours of the face, for their tone.
    expect(decodes).toBe(3);
    const strayed = out.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - picture.data[i]!)), 0);
    expect([strayed > 20 ? 1 : 0, strayed]).toEqual([expected, expected ? strayed : 0]);
    await pipeline.release();
  });

  it.each(['codes', 'logits', 'unrelated', 'related', 'targets', 'image'])('refuses %s that are no finite numbers instead of saving black', async (output) => {
    const broken = withOutputs((outputs) => {
      const tensor = outputs[output];
      return tensor ? { ...outputs, [output]: { ...tensor, dims: tensor.dims, dispose: () => { tensor.dispose(); }, read: async () => (await tensor.read()).map((value, i) => (i === 7 % tensor.dims.reduce((a, b) => a * b, 1) ? Number.NaN : value)) } } : outputs;
    });
    const pipeline = new EditPipeline(await L2mModel.load(broken, await tinyBundle()));
    await expect(pipeline.renderPicture('p', picture, [{ square, edit: smiling }], 0)).rejects.toMatchObject({ code: 'model-not-finite' });
  });

  it('returns the decoded samples untouched when no level differs from its source', async () => {
    const { pipeline } = await setUp();
    expect((await pipeline.render('p', picture, [{ square, edit: neutral }], 0, 500)).pixels).toBeUndefined();
    expect((await pipeline.renderPicture('p', picture, [{ square, edit: neutral }], 0)).data).toEqual(picture.data);
    await pipeline.release();
  });

  it.each([0, 0.5, 1])('detail %s changes samples inside the square, none outside, and never the input', async (detail) => {
    const { pipeline } = await setUp();
    const before = picture.data.slice();
    const out = await pipeline.renderPicture('p', picture, [{ square, edit: smiling }], detail);
    let changed = 0;
    let strayed = 0;
    for (let y = 0; y < picture.heightPx; y++) {
      for (let x = 0; x < picture.widthPx; x++) {
        const i = (y * picture.widthPx + x) * 4;
        const same = [0, 1, 2, 3].every((c) => out.data[i + c] === picture.data[i + c]);
        if (Math.abs(x + 0.5 - 110) > 60 || Math.abs(y + 0.5 - 90) > 60) strayed += same ? 0 : 1;
        else if (!same) changed++;
      }
    }
    expect(strayed).toBe(0);
    expect(changed).toBeGreaterThan(5000);
    expect(picture.data).toEqual(before);
    await pipeline.release();
  });

  it('saves what it shows: a full-size patch and the saved picture agree sample by sample', async () => {
    const { pipeline } = await setUp();
    const tall = { ...square, centreXPx: 150, centreYPx: 300, sidePx: 290 };
    const large = noisePicture(300, 600, 4); // taller than one strip
    const { rect, pixels } = await pipeline.render('large', large, [{ square: tall, edit: smiling }], 0, 5000);
    const saved = await pipeline.renderPicture('large', large, [{ square: tall, edit: smiling }], 0);
    for (let y = 0; y < rect.heightPx; y++) {
      const from = ((rect.yPx + y) * large.widthPx + rect.xPx) * 4;
      const row = saved.data.subarray(from, from + rect.widthPx * 4);
      const worst = row.reduce((most, value, i) => Math.max(most, Math.abs(value - pixels!.data[y * rect.widthPx * 4 + i]!)), 0);
      expect(worst).toBeLessThanOrEqual(1);
    }
    await pipeline.release();
  });

  it('decodes a face anew only when its own edit changes, whatever lies beneath', async () => {
    const { pipeline, runs, contents } = await setUp();
    const decoder = [...contents.graphs.keys()].indexOf('decoder');
    const below: FaceTask = { square, edit: smiling };
    const above = (level: number): FaceTask => ({ square: { ...square, centreXPx: 160 }, edit: edit([level, 1, 0]) });
    await pipeline.render('p', picture, [below], 0, 200);
    await pipeline.render('p', picture, [below, above(1)], 0, 200);
    const before = runs[decoder]!;
    for (const level of [0.2, 0.4, 0.6]) await pipeline.render('p', picture, [below, above(level)], 0, 200);
    expect(runs[decoder]! - before).toBe(3);
    await pipeline.render('p', picture, [below], 0, 200);
    await pipeline.render('p', picture, [{ ...below, edit: edit([0.5, 1, 0]) }, above(0.6)], 0, 200);
    expect(runs[decoder]! - before).toBe(4);
    await pipeline.release();
  });

  it('lays a face over those that it overlaps, in order: the patch on top and the saved picture agree', async () => {
    const { pipeline } = await setUp();
    const faces: FaceTask[] = [
      { square, edit: smiling },
      { square: { ...square, centreXPx: 170, rotationRad: 0.4 }, edit: edit([0, 0, 0]) },
      { square: { ...square, centreXPx: 240, centreYPx: 60, sidePx: 60 }, edit: edit([1, 1, 1]) },
      // Unchanged faces and those elsewhere leave no trace.
      { square: { ...square, centreXPx: 150 }, edit: neutral },
      { square: { ...square, centreXPx: 150, sidePx: 90 }, edit: edit([1.2, 1, 0]) },
    ];
    const saved = await pipeline.renderPicture('p', picture, faces, 0);
    const { rect, pixels } = await pipeline.render('p', picture, faces, 0, 5000);
    let worst = 0;
    for (let y = 0; y < rect.heightPx; y++) {
      for (let i = 0; i < rect.widthPx * 4; i++) worst = Math.max(worst, Math.abs(saved.data[((rect.yPx + y) * 300 + rect.xPx) * 4 + i]! - pixels!.data[y * rect.widthPx * 4 + i]!));
    }
    expect(worst).toBeLessThanOrEqual(1);
    const alone = await pipeline.render('p', picture, faces.slice(-1), 0, 5000);
    expect(alone.pixels?.data).not.toEqual(pixels?.data);
    await pipeline.release();
  });

  describe('where edits keep to regions', () => {
    const half = (isIn: (row: number) => boolean): number[][] => Array.from({ length: 32 }, (_, row) => new Array<number>(32).fill(isIn(row) ? 1 : 0));
    const [upper, lower] = [half((row) => row < 16), half((row) => row >= 16)];
    const ageing = edit([0, 1, 1]);
    /** Samples that differ above and below the middle of the square, but for the three crop pixels about it that a cubic may touch. */
    const changedIn = async (wanted: FaceTask['edit'], regions: Readonly<Record<string, number[][]>>, detail = 0): Promise<[number, number]> => {
      const { pipeline } = await setUp({ regions: encodeRegions(regions) });
      const out = await pipeline.renderPicture('p', picture, [{ square, edit: wanted }], detail);
      await pipeline.release();
      const count = (from: number, to: number): number => out.data.subarray(from * 1200, to * 1200).reduce((sum, value, i) => sum + Number(value !== picture.data[from * 1200 + i]), 0);
      return [count(0, 84), count(96, 200)];
    };

    it.each([0, 0.5, 1])('an edit leaves what lies outside its own exactly as it is, with detail %s', async (detail) => {
      const [above, below] = await changedIn(smiling, { smile: lower, age: upper }, detail);
      expect(above).toBe(0);
      expect(below).toBeGreaterThan(5000);
    });

    it('several edits may change all of theirs, and one without a region everything', async () => {
      for (const [wanted, regions] of [
        [edit([1, 1, 1]), { smile: lower, age: upper }], [edit([1, 0, 0]), { smile: lower, age: upper }], [ageing, { smile: lower }],
      ] as const) {
        const [above, below] = await changedIn(wanted, regions);
        expect(Math.min(above, below)).toBeGreaterThan(5000);
      }
    });

    it('one edit does not open the region of another that is at its source', async () => {
      expect((await changedIn(ageing, { smile: lower, age: upper }))[1]).toBe(0);
    });

    it('regions of the whole crop change nothing', async () => {
      const [plain, open] = await Promise.all([setUp(), setUp({ regions: encodeRegions({ smile: half(() => true) }) })]);
      const [without, within] = await Promise.all([plain, open].map(({ pipeline }) => pipeline.renderPicture('p', picture, [{ square, edit: smiling }], 0.3)));
      expect(within!.data).toEqual(without!.data);
      await Promise.all([plain, open].map(({ pipeline }) => pipeline.release()));
    });
  });

  it('takes whole mouths where the bundle says that an edit moves them, and for no other edit', async () => {
    const [plain, whole] = await Promise.all([setUp({ alignment: 'tight' }), setUp({ alignment: 'tight', wholeMouths: ['smile'] })]);
    const render = (wanted: FaceTask['edit']) => Promise.all([plain, whole].map(async ({ pipeline }) => (await pipeline.renderPicture('p', picture, [{ square, edit: wanted }], 0)).data));
    const [without, within] = await render(edit([0, 1, 1]));
    expect(within).toEqual(without);
    const [blended, taken] = await render(edit([1.5, 1, 0]));
    const rows = taken!.map((value, i) => Number(value !== blended![i])).reduce((counts, differs, i) => { counts[Math.floor(i / 1200)]! += differs; return counts; }, new Array<number>(200).fill(0));
    // The mouth's window reaches from half the square's height to nine tenths; the limit on slopes carries a little further.
    expect(rows.slice(0, 65).every((count) => count === 0)).toBe(true);
    expect(rows.slice(95, 130).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(1000);
    await Promise.all([plain, whole].map(({ pipeline }) => pipeline.release()));
  });

  it('names the trouble when the square misses the picture', async () => {
    const { pipeline } = await setUp();
    const outside = { ...square, centreXPx: 900 };
    await expect(pipeline.render('p', picture, [{ square: outside, edit: smiling }], 0, 100)).rejects.toMatchObject({ code: 'square-outside' });
    await pipeline.release();
  });
});
