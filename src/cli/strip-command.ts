import { evenLevels, FEWEST_FRAMES, MOST_FRAMES, sweepFrames, thereAndBack, type Sweep } from '../edit/frames.ts';
import { EDIT_OPTIONS_USAGE, numberOf } from './edit-options.ts';
import { expectTold } from './face-file.ts';
import { layCells, movingFile, movingFormat, renderCell, stillFile } from './frame-pictures.ts';
import type { FramesStage } from './frames-process.ts';
import { openFrames } from './open-frames.ts';
import { usageError } from './usage-error.ts';

export const STRIP_USAGE = `mien strip <picture> -o <output> [options]

The largest face, step by step: in a row as PNG, or moving as WebP or GIF. Exit status: 0 done, 1 not.

  -o, --out file           where to; .png, .webp or .gif
  --attribute id           goes through the levels of this attribute; without it from the photo to what the options below ask for
  --from l, --to l         its first and last level (0 and 1)
  --frames n               ${FEWEST_FRAMES} to ${MOST_FRAMES} (7)
  --size px                height of a frame (256)
  --region which           face, or the whole picture (face)
  --seconds s              how long a moving picture takes, one way (1.4)
  --there-and-back         a moving picture goes back again in place of starting anew
  --square x,y,side[,deg]  the face's square: centre and side in pixels, turned clockwise by degrees
  --overwrite              replace the output if it is there
${EDIT_OPTIONS_USAGE}`;

const OWN_OPTIONS = {
  out: { type: 'string', short: 'o' }, attribute: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, frames: { type: 'string' }, size: { type: 'string' },
  region: { type: 'string' }, seconds: { type: 'string' }, 'there-and-back': { type: 'boolean' }, square: { type: 'string' }, overwrite: { type: 'boolean' },
} as const;

/** Browsers show what is shorter more slowly than that. */
const SHORTEST_MS = 20;

/** `mien strip`; resolves with the exit status. */
export async function stripCommand(args: readonly string[], tell: (stage: FramesStage) => void = () => undefined): Promise<number> {
  const frames = await openFrames(args, OWN_OPTIONS, STRIP_USAGE, ({ attribute, from, to }) => (
    // The recipe's own checks then say whether the model has the attribute and goes so far.
    typeof attribute === 'string' ? [{ id: attribute, levels: [from ?? '0', to ?? '1'] }] : []
  ), tell);
  const { own, manifest, out, sizePx, region, saysAi } = frames;
  const count = numberOf(own, 'frames', STRIP_USAGE) ?? 7;
  // Before the model is loaded.
  evenLevels(0, 1, count);
  const format = movingFormat(out);
  if (!format && !/\.png$/i.test(out)) throw usageError(`Expected a name that ends in .png, .webp or .gif for -o but received "${out}".`, STRIP_USAGE);
  const seconds = numberOf(own, 'seconds', STRIP_USAGE) ?? 1.4;
  if (!(seconds > 0 && seconds <= 60)) throw usageError(`Expected more than 0 and at most 60 for --seconds but received "${String(own['seconds'])}".`, STRIP_USAGE);
  const { attribute } = own;
  const sweep: Sweep = typeof attribute === 'string'
    ? { kind: 'level', id: attribute, from: numberOf(own, 'from', STRIP_USAGE) ?? 0, to: numberOf(own, 'to', STRIP_USAGE) ?? 1 } : { kind: 'edit' };
  await frames.write(async (face) => {
    if (sweep.kind === 'level') expectTold(face, [sweep.id]);
    const steps = sweepFrames(face.edit, manifest, sweep, count);
    const cells = [];
    for (const { edit } of steps) cells.push(await renderCell(face, edit, region(face), sizePx));
    console.log(`${count} frames: ${steps.map(({ level }) => `${Math.round(level * 100)} %`).join(', ')}.`);
    return format ? movingFile(own['there-and-back'] === true ? thereAndBack(cells) : cells, format, Math.max(SHORTEST_MS, Math.round((1000 * seconds) / count)), saysAi) : stillFile(layCells([cells]), saysAi);
  });
  return 0;
}
