import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { extensionOf, OUTPUT_FORMATS, outputFormatOf, type OutputFormat } from '../core/picture-formats.ts';
import { EDIT_OPTIONS_USAGE, readEditRequest } from './edit-options.ts';
import { usageError } from './usage-error.ts';
import { fileError } from './file-errors.ts';
import { expectOtherFile } from './originals.ts';
import { expectPlace, parseSquare, temporaryBeside } from './output-file.ts';
import { WorkerPool } from './worker-pool.ts';

export const EDIT_USAGE = `mien edit <picture> -o <output> [options]

Edits one picture. Exit status: 0 done, 1 not.

  -o, --out file           where to; its extension sets the format unless --format does
  --square x,y,side[,deg]  the face's square: centre and side in pixels, turned clockwise by degrees
  --overwrite              replace the output if it is there
${EDIT_OPTIONS_USAGE}`;

const OWN_OPTIONS = { out: { type: 'string', short: 'o' }, square: { type: 'string' }, overwrite: { type: 'boolean' } } as const;

/** `mien edit`; resolves with the exit status. */
export async function editCommand(args: readonly string[]): Promise<number> {
  const { positionals, own, recipe, referencePath, otherSources, bundleFolder, maxPixels, limitMs } = await readEditRequest(args, OWN_OPTIONS, EDIT_USAGE);
  const [path, ...rest] = positionals;
  const { out } = own;
  if (path === undefined || rest.length > 0 || typeof out !== 'string' || out === '') throw usageError(`Expected one picture and -o but received ${positionals.length} names.`, EDIT_USAGE);
  const format = typeof own['format'] === 'string' ? recipe.output.format : formatOfName(out, recipe.output.format);
  const sources = [path, ...otherSources];
  await expectPlace(sources, out, own['overwrite'] === true);
  const square = parseSquare(own['square'], EDIT_USAGE);
  // One picture shows nothing of a folder: it is looked at unless it is said to be a crop.
  const crop = recipe.crop === 'whole' ? 'whole' : 'detect';
  // In a process of its own, for nothing else would end a decoder that goes on for ever.
  const pool = await WorkerPool.start(1, {
    bundleFolder, recipe: { ...recipe, output: { ...recipe.output, format } }, crop, square, referencePath, maxPixels, threads: availableParallelism(),
  }, limitMs);
  const temporary = temporaryBeside(out);
  try {
    const { faces, widthPx, heightPx, notes } = await pool.edit(path, temporary);
    await expectOtherFile(sources, out);
    await rename(temporary, out).catch((cause: unknown) => { throw fileError(cause) ?? cause; });
    for (const note of notes) console.log(note);
    const where = square ? ' in the given square' : crop === 'whole' ? ', the whole picture taken as one' : '';
    console.log(`${faces} ${faces === 1 ? 'face' : 'faces'} edited${where}. Wrote ${out}, ${widthPx} x ${heightPx} px.`);
  } finally {
    pool.close();
    await rm(temporary, { force: true });
  }
  return 0;
}

/** By the name's extension; a name without one is for the recipe to say. */
function formatOfName(out: string, otherwise: OutputFormat): OutputFormat {
  const format = outputFormatOf(out);
  if (format) return format;
  if (extname(out) === '') return otherwise;
  throw usageError(`Expected a name that ends in ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(OUTPUT_FORMATS.map((known) => `.${extensionOf(known)}`))} for -o but received "${out}".`, EDIT_USAGE);
}
