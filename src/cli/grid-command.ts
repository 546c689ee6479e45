import { evenLevels, FEWEST_FRAMES, gridEdits, MOST_STEPS } from '../edit/frames.ts';
import { EDIT_OPTIONS_USAGE, numberOf } from './edit-options.ts';
import { expectTold } from './face-file.ts';
import { layCells, renderCell, stillFile } from './frame-pictures.ts';
import type { FramesStage } from './frames-process.ts';
import { openFrames } from './open-frames.ts';
import { usageError } from './usage-error.ts';

export const GRID_USAGE = `mien grid <picture> -o <output.png> --rows <attribute> --columns <attribute> [options]

The largest face with one attribute going down and another going across, as one PNG. Exit status: 0 done, 1 not.

  -o, --out file.png       where to
  --rows id                the attribute that goes from --from to --to downwards
  --columns id             the one that does from left to right
  --from l, --to l         the first and the last level of both (0 and 1)
  --steps n                each way, ${FEWEST_FRAMES} to ${MOST_STEPS} (5)
  --size px                height of a cell (192)
  --region which           face, or the whole picture (face)
  --square x,y,side[,deg]  the face's square: centre and side in pixels, turned clockwise by degrees
  --overwrite              replace the output if it is there
${EDIT_OPTIONS_USAGE}`;

const OWN_OPTIONS = {
  out: { type: 'string', short: 'o' }, rows: { type: 'string' }, columns: { type: 'string' }, from: { type: 'string' }, to: { type: 'string' }, steps: { type: 'string' },
  size: { type: 'string' }, region: { type: 'string' }, square: { type: 'string' }, overwrite: { type: 'boolean' },
} as const;

/** `mien grid`; resolves with the exit status. */
export async function gridCommand(args: readonly string[], tell: (stage: FramesStage) => void = () => undefined): Promise<number> {
  const frames = await openFrames(args, OWN_OPTIONS, GRID_USAGE, ({ rows, columns, from, to }) => {
    if (typeof rows !== 'string' || typeof columns !== 'string' || rows === columns) throw usageError('Expected two different attributes for --rows and --columns.', GRID_USAGE);
    return [rows, columns].map((id) => ({ id, levels: [from ?? '0', to ?? '1'] }));
  }, tell);
  const { own, manifest, out, sizePx, region, saysAi } = frames;
  if (!/\.png$/i.test(out)) throw usageError(`Expected a name that ends in .png for -o but received "${out}".`, GRID_USAGE);
  const levels = evenLevels(numberOf(own, 'from', GRID_USAGE) ?? 0, numberOf(own, 'to', GRID_USAGE) ?? 1, numberOf(own, 'steps', GRID_USAGE) ?? 5, MOST_STEPS);
  const [down, across] = [String(own['rows']), String(own['columns'])];
  await frames.write(async (face) => {
    expectTold(face, [down, across]);
    const rows = [];
    for (const edits of gridEdits(face.edit, manifest, { id: down, levels }, { id: across, levels })) {
      const cells = [];
      for (const edit of edits) cells.push(await renderCell(face, edit, region(face), sizePx));
      rows.push(cells);
    }
    console.log(`${levels.length} x ${levels.length} cells: ${down} downwards and ${across} across, ${levels.map((level) => `${Math.round(level * 100)} %`).join(', ')}.`);
    return stillFile(layCells(rows), saysAi);
  });
  return 0;
}
