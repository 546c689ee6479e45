/** The whole way on pictures drawn here: pack, train, resume, grow, evaluate, export, convert, edit through onnxruntime. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { folderBundleFiles } from '../../src/cli/node-bundle-files.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { faceChange, faceGround } from '../../src/core/change.ts';
import { cropToNchw } from '../../src/core/crop.ts';
import { readManifest } from '../../src/bundle/bundle-files.ts';
import { alignFace } from '../../src/face/align.ts';
import { faceTemplate } from '../../src/face/templates.ts';
import { decode } from '../support/measure.ts';
import { compareEdits } from './compare-edits.ts';
import { runScript, runTool, runTrainer } from './run-tool.ts';

const TINY = ['--img-size', '32', '--width', '8', '--max-width', '16', '--downs', '1', '--encoder-width', '8', '--encoder-max-width', '16', '--disc-width', '8', '--disc-max-width', '16'];
const BRIEF = ['--batch', '4', '--classifier-steps', '2'];

/** An object with each of its values changed. */
function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, change: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, change(value)])) as Record<K, B>;
}

let folder: string;
const at = (...path: string[]): string => join(folder, ...path);
const train = (out: string, ...args: string[]): Promise<string> => runTrainer('train.py', '--pack', at('faces.pack'), '--out', at(out), ...BRIEF, ...args);

/** Largest difference of the networks in two training states. */
async function worstDifference(first: string, second: string): Promise<number> {
  await using a = await openFileByteSource(at(first, 'state.pt'));
  await using b = await openFileByteSource(at(second, 'state.pt'));
  const [p, q] = [await openCheckpoint(a), await openCheckpoint(b)];
  const keys = [...p.tensors.keys()].filter((key) => /^(g|e|d|g_ema|e_ema)\./.test(key));
  expect(keys.length).toBeGreaterThan(150);
  let worst = 0;
  for (const key of keys) {
    const [u, v] = [await p.readFloat32(key), await q.readFloat32(key)];
    u.forEach((value, i) => { worst = Math.max(worst, Math.abs(value - v[i]!)); });
  }
  return worst;
}

describe('the trainer', () => {
  let packed: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mien-training-'));
    await runScript('draw_pictures.py', folder);
    packed = await runTrainer('prepare.py', '--pictures', at('pictures'), '--csv', at('labels.csv'), '--attributes', 'smiling,dark=skin:dark:light', '--size', '32', '--out', at('faces.pack'));
    await train('whole', ...TINY, '--steps', '20');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('packs labelled pictures and passes over a broken one', () => {
    expect(packed).toContain('48 crops of 32 px');
    expect(packed).toContain("1 unreadable ['broken.png']");
  });

  it.each(['tight', 'celeba-hq'] as const)('cuts crops by five points as the app does: %s', async (name) => {
    const points = { leftEye: [25, 33], rightEye: [50, 27], noseTip: [41, 47], mouthLeft: [33, 62], mouthRight: [52, 57] } as const;
    const { square, samples } = JSON.parse(await runScript('check_alignment.py', at('pictures/005.png'), name, '32', ...Object.values(points).flat().map(String))) as { square: number[]; samples: number[] };
    const picture = await decode(await readFile(at('pictures/005.png')));
    const own = alignFace(mapValues(points, ([xPx, yPx]) => ({ xPx, yPx })), faceTemplate(name)!);
    [own.centreXPx, own.centreYPx, own.sidePx, own.rotationRad].forEach((value, i) => { expect(square[i]).toBeCloseTo(value, 6); });
    const crop = cropToNchw(picture, own, 32);
    samples.forEach((sample, i) => { expect(Math.abs(sample - (crop[i * 7]! + 1) * 127.5)).toBeLessThan(0.01); });
  });

  it.each(['face', 'square'])('shows edits to its losses as the editor shows them: %s', async (kind) => {
    const printed = JSON.parse(await runScript('check_preserve.py', '48', kind)) as Record<'x' | 'reconstruction' | 'edited' | 'shown' | 'mask' | 'outside', number[]>;
    const { x, reconstruction, edited, shown, mask, outside } = mapValues(printed, (values) => new Float32Array(values));
    // Deep inside everywhere and hugely enlarged: what is about fading and enlarging stays out of it.
    const region = { mask, outside, depth: new Float32Array(mask.length).fill(1e3) };
    const { data } = faceChange(edited, faceGround(x, reconstruction, 48), region, 1e9, 0);
    let worst = 0;
    let largest = 0;
    shown.forEach((value, i) => {
      const change = data[(i % mask.length) * 4 + Math.floor(i / mask.length)]!;
      worst = Math.max(worst, Math.abs((value - x[i]!) * 127.5 - change));
      largest = Math.max(largest, Math.abs(change));
    });
    console.log(`preserve in training against the editor's (${kind}): at most ${worst} of 255 apart, changes up to ${largest}`);
    expect(largest).toBeGreaterThan(20);
    expect(worst).toBeLessThan(0.01);
  });

  it('goes on from the middle as if it had never stopped', async () => {
    await train('halves', ...TINY, '--steps', '20', '--until', '9');
    const inBetween = await worstDifference('whole', 'halves');
    await train('halves', '--steps', '20');
    const worst = await worstDifference('whole', 'halves');
    console.log(`resumed at step 9 of 20: weights differ by at most ${worst} (by ${inBetween} at step 9)`);
    expect(worst).toBeLessThan(1e-5);
    expect(worst).toBeLessThan(inBetween / 10);
  });

  it('exports, converts, and edits through onnxruntime as PyTorch does', async () => {
    const model = ['--model', at('whole/export'), '--pack', at('faces.pack')];
    expect(await runTrainer('evaluate.py', ...model, '--edits', at('edits-python'), '--out', at('quality.json'))).toContain('smiling on: edits that the judge confirms');
    await runTrainer('export.py', at('whole/export'), at('tiny.pt'));
    await runTool('convert.ts', at('tiny.pt'), '--out', at('tiny'), '--fp16', '--quality', at('quality.json'));
    const printed = await runTool('evaluate.ts', at('tiny'), at('faces.pack'), '--judge', at('whole/export/judge.pt'), '--edits', at('edits-onnx'), '--sheet', at('sheet.png'), '--write');
    expect(printed).toContain('The judge itself: Smiling: real crops that it gets right');
    const comparison = await compareEdits(at('edits-python'), at('edits-onnx'));
    console.log('evaluate.py against npm run evaluate', comparison);
    expect(comparison).toMatchObject({ edits: 8, otherVerdicts: 0 });
    expect(comparison.worst).toBeLessThanOrEqual(2);
    const manifest = await readManifest(folderBundleFiles(at('tiny')));
    expect(manifest.quality?.measuredBy).toContain('npm run evaluate on 4 validation crops of faces.pack');
    expect(await readFile(at('tiny/README.md'), 'utf8')).toContain('| By the judge | preserve | replace |');
  });

  it('teaches a generator to say what is its own, what moves and in what light, at half the size too, by classifiers with windows', async () => {
    const halved = ['--img-size', '32', '--width', '8', '--max-width', '16', '--downs', '1', '--encoder-width', '8', '--encoder-max-width', '16', '--disc-width', '8', '--disc-max-width', '16', '--patch', '2'];
    const windows = ['--regions', resolve(import.meta.dirname, '../../models/training/regions/anime.json')];
    // Of dark ones nobody says whether they smile.
    await runTrainer('prepare.py', '--pictures', at('pictures'), '--csv', at('labels.csv'), '--attributes', 'smiling,dark=skin:dark:light', '--unasked', 'smiling:dark', '--size', '32', '--out', at('unasked.pack'));
    await train('halved', ...halved, '--steps', '1');
    await runTrainer('train.py', '--pack', at('unasked.pack'), '--out', at('attentive'), ...BRIEF, '--init', at('halved/export'), '--attention', '1', '--flow', '1', '--light', '2', ...windows, '--lr', '0.02', '--steps', '12');
    const model = ['--model', at('attentive/export'), '--pack', at('unasked.pack'), '--judge', at('attentive/export/judge.pt')];
    await runTrainer('evaluate.py', ...model, '--edits', at('attentive-python'));
    await runTrainer('export.py', at('attentive/export'), at('attentive.pt'));
    await runTool('convert.ts', at('attentive.pt'), '--out', at('attentive-bundle'), '--fp16');
    expect(await readManifest(folderBundleFiles(at('attentive-bundle')))).toMatchObject({ hasAttention: true, hasFlow: true, hasLight: true });
    await runTool('evaluate.ts', at('attentive-bundle'), at('unasked.pack'), '--judge', at('attentive/export/judge.pt'), '--edits', at('attentive-onnx'));
    const comparison = await compareEdits(at('attentive-python'), at('attentive-onnx'));
    console.log('a generator with attention, flow and light, evaluate.py against npm run evaluate', comparison);
    expect(comparison.edits).toBe(6);
    expect(comparison.worst).toBeLessThanOrEqual(2);
  });

  it('measures what an attribute does on average, and teaches a generator by it', async () => {
    const seen = JSON.parse(await runScript('check_prototypes.py', at('faces.pack'), at('meshes.json'), at('prototypes.npz'))) as Record<'corner' | 'still' | 'flow' | 'corners' | 'lit' | 'seam' | 'aside' | 'unasked' | 'mirrored' | 'bare' | 'line' | 'younger', number>
      & { readonly painted: readonly number[]; readonly finite: boolean };
    console.log('prototypes and a lesson', seen);
    expect(seen.corner).toBeCloseTo(-0.03, 2);
    expect(seen.still).toBeLessThan(1e-4);
    // What is seen where the corner goes comes from below, where it was.
    expect(seen.flow).toBeGreaterThan(0.01);
    expect([seen.corners < seen.lit / 10, seen.finite]).toEqual([true, true]);
    // Lips that close part ways at the seam: what lies between them is seen no more.
    expect(seen.seam).toBeGreaterThan(0.02);
    // There, and nowhere else, lips are painted: a flow between its cells leaves teeth.
    expect(seen.painted.map((share) => Math.round(share))).toEqual([1, 0]);
    expect(seen.unasked).toBe(0);
    // What moves on the cheek that is turned away moves less far: by (1 - 1.2 * 0.3) / (1 + 1.2 * 0.3).
    expect(seen.aside).toBeCloseTo(0.64 / 1.36, 2);
    // Lines of age are alike on both halves and end within the face; whoever grows old gets them, whoever grows young does not.
    expect([seen.mirrored < 1e-5, seen.bare < 1e-5, seen.line < -0.05, seen.younger < 1e-5]).toEqual([true, true, true, true]);
    const lessons = ['--pack', at('faces.pack'), '--meshes', at('meshes.json'), '--prototypes', at('prototypes.npz'), '--teachers', at('whole/classifiers.pt')];
    await runTrainer('teach.py', ...lessons, '--init', at('whole/export'), '--out', at('taught'), '--batch', '2', '--minutes', '0.02', '--of', '1');
    const meta = JSON.parse(await readFile(at('taught/export/meta.json'), 'utf8')) as { readonly light: number; readonly step: number };
    expect(meta.light).toBe(1);
    expect(meta.step).toBeGreaterThan(0);
  });

  it('opens, closes and bends a drawn mouth as a lesson', async () => {
    const printed = (await runScript('check_drawn.py', at('faces.pack'), at('mouths.json'))).trim().split('\n').at(-1)!;
    const seen = JSON.parse(printed) as Record<'still' | 'before' | 'halfShut' | 'shut' | 'ghost' | 'line' | 'drawnOnSmiles' | 'far' | 'turnedBack', number>
      & { readonly heights: readonly number[]; readonly rises: readonly number[]; readonly batch: readonly number[][]; readonly finite: boolean };
    console.log('lessons on a drawn mouth', seen);
    expect(seen.still).toBe(0);
    // In sides of the crop. An opening grows with the strength ...
    const [line = 0, half = 0, whole = 0, more = 0] = seen.heights;
    expect([line < 0.015, half > 0.03, whole > half + 0.015, more > whole + 0.01]).toEqual([true, true, true, true]);
    expect(seen.far).toBe(0);
    // ... and a mouth that closes shrinks to a line, of the inside of which nothing is left.
    expect([seen.before > 0.065, seen.halfShut < 0.055, seen.shut < 0.02]).toEqual([true, true, true]);
    expect(seen.ghost).toBeLessThan(0.02);
    expect(seen.line).toBeGreaterThan(0.3);
    // A smile is the line itself, bent along the tilted head: nothing is painted.
    const [smiling = 0, broadly = 0] = seen.rises;
    expect([smiling > 0.004, broadly > smiling + 0.003]).toEqual([true, true]);
    expect(seen.drawnOnSmiles).toBe(0);
    expect(seen.turnedBack).toBeLessThan(1e-9);
    expect(seen.batch).toEqual([[3, 32, 32], [2, 64, 64], [4, 32, 32], [1, 32, 32]]);
    expect(seen.finite).toBe(true);
  });

  it('gives drawn hair another colour as a lesson, and teaches a generator by it', async () => {
    const seen = JSON.parse(await runScript('check_hair.py', at('hair'))) as Record<'still' | 'hair' | 'half' | 'face' | 'line' | 'lineBefore' | 'light', number>;
    console.log('a lesson on drawn hair', seen);
    expect(seen.still).toBe(0);
    // Hair is of the wanted colour, and of one between at half the strength; the face is as it was.
    expect([seen.hair < 0.15, seen.half < 0.1, seen.face < 0.02]).toEqual([true, true, true]);
    // From black to blond takes more than one light, and lines stand out as they do in light hair.
    expect(seen.light).toBeGreaterThan(1);
    expect(seen.line).toBeGreaterThan(seen.lineBefore * 1.2);
    const heads = ['--pack', at('hair.pack'), '--out'];
    await runTrainer('train.py', ...heads, at('heads'), ...TINY, ...BRIEF, '--attention', '1', '--flow', '1', '--light', '1', '--composite', 'square', '--steps', '1');
    await runTrainer('teach.py', ...heads, at('dyed'), '--hair', at('hair.npz'), '--init', at('heads/export'), '--teachers', at('heads/classifiers.pt'), '--batch', '2', '--minutes', '0.02', '--of', '1');
    await runTrainer('export.py', at('dyed/export'), at('dyed.pt'));
    await runTool('convert.ts', at('dyed.pt'), '--out', at('dyed-bundle'), '--alignment', 'none');
    expect(await readManifest(folderBundleFiles(at('dyed-bundle')))).toMatchObject({ hasLight: true, domains: { kind: 'named', names: [{ id: 'black' }, { id: 'blond' }] } });
  });

  it('grows to twice the size and twice the width and starts from the small model\'s picture', async () => {
    const [grown = Number.NaN, fresh = Number.NaN, wide = Number.NaN] = (await runScript('check_growth.py', at('whole/export'))).trim().split(' ').map(Number);
    console.log(`grown network against the small one's picture, enlarged: ${grown} (untrained: ${fresh}); twice as wide: ${wide}`);
    expect(grown).toBeLessThan(fresh / 2);
    expect(wide).toBeLessThan(1e-5);
    await train('grown', '--init', at('whole/export'), '--img-size', '64', '--width', '16', '--steps', '1');
    await runTrainer('export.py', at('grown/export'), at('grown.pt'));
    await runTool('convert.ts', at('grown.pt'), '--out', at('grown-bundle'));
    expect(await readManifest(folderBundleFiles(at('grown-bundle')))).toMatchObject({ imageSizePx: 64, domains: { attributes: [{ id: 'smiling' }, { id: 'dark' }] } });
  });

  it('takes a folder per domain, from the export of other domains', async () => {
    expect(await runTrainer('prepare.py', '--pictures', at('domains'), '--size', '32', '--out', at('domains.pack'))).toContain('plain: 12');
    // A CSV lends its splits, and what it does not name stays out.
    const [held] = await readdir(at('domains/plain'));
    await writeFile(at('splits.csv'), `file,split\nplain/${held!},val\n`);
    expect(await runTrainer('prepare.py', '--pictures', at('domains'), '--csv', at('splits.csv'), '--only', 'val', '--size', '32', '--out', at('held.pack'))).toContain('1 crops of 32 px');
    await runTrainer('train.py', '--pack', at('domains.pack'), '--out', at('named'), ...BRIEF, '--init', at('whole/export'), '--steps', '2');
    await runTrainer('export.py', at('named/export'), at('named.pt'));
    await runTool('convert.ts', at('named.pt'), '--out', at('named-bundle'));
    expect((await readManifest(folderBundleFiles(at('named-bundle')))).domains).toMatchObject({ kind: 'named', names: [{ id: 'dark' }, { id: 'plain' }, { id: 'smile' }] });
    expect(await runTool('evaluate.ts', at('named-bundle'), at('domains.pack'), '--judge', at('named/export/judge.pt'))).toContain('To Smile: edits that it confirms');
  });
});
