import { describe, expect, it } from 'vitest';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import type { FaceTask } from '../../../src/engine/protocol.ts';
import { L2mModel } from '../../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import type { Runtime } from '../../../src/engine/runtime.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const picture = noisePicture(300, 200, 9);
const square = { centreXPx: 110, centreYPx: 90, sidePx: 120, rotationRad: 0 };
const edit = (levels: readonly number[]): FaceTask['edit'] => ({ kind: 'attributes', sourceValues: [0, 1, 0], levels });
const neutral = edit([0, 1, 0]);
const smiling = edit([1, 1, 0]);

/** A pipeline on native onnxruntime and the count of runs per graph, in loading order. */
async function setUp(): Promise<{ pipeline: EditPipeline; runs: number[]; contents: Awaited<ReturnType<typeof tinyBundle>> }> {
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
  const contents = await tinyBundle();
  return { pipeline: new EditPipeline(await L2mModel.load(counting, contents)), runs, contents };
}

describe('EditPipeline', () => {
  it('encodes a face once; a slider move runs the decoder alone', async () => {
    const { pipeline, runs, contents } = await setUp();
    const names = [...contents.graphs.keys()];
    await pipeline.analyse('p', picture, square);
    for (const level of [0.2, 0.5, 1, 1.5]) await pipeline.render('p', picture, { square, edit: edit([level, 1, 0]) }, 0, 200);
    const counted = Object.fromEntries(names.map((name, i) => [name, runs[i]]));
    // Four moves and, once, the reconstruction that `preserve` compares with.
    expect(counted).toEqual({ 'style-encoder': 1, 'style-transformer': 1, 'content-encoder': 1, 'attribute-classifier': 1, decoder: 5 });
    await pipeline.release();
  });

  it('returns the decoded samples untouched when no level differs from its source', async () => {
    const { pipeline } = await setUp();
    expect((await pipeline.render('p', picture, { square, edit: neutral }, 0, 500)).pixels).toBeUndefined();
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
    const { rect, pixels } = await pipeline.render('large', large, { square: tall, edit: smiling }, 0, 5000);
    const saved = await pipeline.renderPicture('large', large, [{ square: tall, edit: smiling }], 0);
    for (let y = 0; y < rect.heightPx; y++) {
      const from = ((rect.yPx + y) * large.widthPx + rect.xPx) * 4;
      const row = saved.data.subarray(from, from + rect.widthPx * 4);
      const worst = row.reduce((most, value, i) => Math.max(most, Math.abs(value - pixels!.data[y * rect.widthPx * 4 + i]!)), 0);
      expect(worst).toBeLessThanOrEqual(1);
    }
    await pipeline.release();
  });

  it('names the trouble when the square misses the picture', async () => {
    const { pipeline } = await setUp();
    const outside = { ...square, centreXPx: 900 };
    await expect(pipeline.render('p', picture, { square: outside, edit: smiling }, 0, 100)).rejects.toMatchObject({ code: 'square-outside' });
    await pipeline.release();
  });
});
