import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RgbaImage } from '../../../src/core/image.ts';
import type { FaceTask } from '../../../src/edit/face-edit.ts';
import { EditPipeline } from '../../../src/engine/edit-pipeline.ts';
import { L2mModel } from '../../../src/engine/l2m-model.ts';
import { createNodeRuntime } from '../../../src/engine/runtime-node.ts';
import { noisePicture } from '../../support/pictures.ts';
import { tinyBundle } from '../../support/tiny-bundle.ts';

const square = { centreXPx: 80, centreYPx: 70, sidePx: 90, rotationRad: 0 };
const task = (centreXPx: number, level: number): FaceTask => ({ square: { ...square, centreXPx }, edit: { kind: 'attributes', sourceValues: [0, 1, 0], levels: [level, 1, 0] } });
const faces = [task(80, 1.3), task(110, 1.2)];
const pipelines: EditPipeline[] = [];
let contents: Awaited<ReturnType<typeof tinyBundle>>;

async function pipeline(): Promise<EditPipeline> {
  const made = new EditPipeline(await L2mModel.load(createNodeRuntime(1), contents));
  pipelines.push(made);
  return made;
}

/** The patch's samples; as one text, because a comparison of large arrays takes half a minute to say how they differ. */
async function rendered(by: EditPipeline, picture: RgbaImage, detail: number): Promise<string> {
  return Buffer.from((await by.render('p', picture, faces, detail, 200)).pixels!.data).toString('base64');
}

beforeEach(async () => { contents = await tinyBundle(); });
afterEach(async () => { for (const each of pipelines.splice(0)) await each.release(); });

describe('what a patch is laid on', () => {
  const picture = noisePicture(200, 140, 5);

  it('is composed anew at another share of the model’s detail', async () => {
    const used = await pipeline();
    const first = await rendered(used, picture, 0);
    const second = await rendered(used, picture, 1);
    expect(second).toBe(await rendered(await pipeline(), picture, 1));
    expect(second).not.toBe(first);
  });

  it('is forgotten with its picture', async () => {
    const [used, other] = [await pipeline(), noisePicture(200, 140, 6)];
    await rendered(used, picture, 0);
    used.forget('p');
    expect(await rendered(used, other, 0)).toBe(await rendered(await pipeline(), other, 0));
  });

  it('is forgotten with all pictures, and of no other one', async () => {
    const [used, other] = [await pipeline(), noisePicture(200, 140, 6)];
    const kept = await rendered(used, picture, 0);
    used.forget('q');
    expect(await rendered(used, picture, 0)).toBe(kept);
    used.forget('');
    expect(await rendered(used, other, 0)).toBe(await rendered(await pipeline(), other, 0));
  });
});
