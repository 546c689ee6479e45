import { rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { RectPx } from '../core/image.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { countOf, readEditRequest, type TypedOptions } from './edit-options.ts';
import { faceRegion, type FaceFile } from './face-file.ts';
import type { FramesStage } from './frames-process.ts';
import { FileEditor, writeWhole } from './file-editor.ts';
import { expectOtherFile } from './originals.ts';
import { expectPlace, parseSquare, temporaryBeside } from './output-file.ts';
import { usageError } from './usage-error.ts';

/** A range of levels that a command goes through, as it was typed. */
export interface TypedSweep {
  readonly id: string;
  readonly levels: readonly (string | boolean)[];
}

/** A command line for several renderings of one face, checked; nothing is loaded yet. */
export interface Frames {
  readonly own: TypedOptions;
  readonly manifest: BundleManifest;
  readonly out: string;
  readonly sizePx: number;
  readonly saysAi: boolean;
  /** The part of the picture that a frame shows. */
  readonly region: (face: FaceFile) => RectPx;
  /** Loads the model, opens the face and writes the file that is made of it. */
  readonly write: (make: (face: FaceFile) => Promise<Uint8Array>) => Promise<void>;
}

const LARGEST_PX = 4096;

/**
 * Reads the command line of `mien strip` and `mien grid`.
 * @throws AppError `usage`, and what `readEditRequest` throws
 */
export async function openFrames(args: readonly string[], ownOptions: NonNullable<ParseArgsConfig['options']>, usage: string, sweepsOf: (own: TypedOptions) => readonly TypedSweep[], tell: (stage: FramesStage) => void): Promise<Frames> {
  const loose = parseArgs({ args: [...args], options: ownOptions, strict: false }).values as TypedOptions;
  // What a sweep goes through is an edit like any other: its ends are checked as levels are.
  const sweeps = sweepsOf(loose);
  const asked = [0, 1].map((end) => [...args, ...sweeps.flatMap(({ id, levels }) => [`--${id}=${String(levels[end])}`])]);
  if (sweeps.length > 0) await readEditRequest(asked[0]!, ownOptions, usage);
  const { positionals, own, recipe, referencePath, otherSources, bundleFolder, manifest, maxPixels } = await readEditRequest(asked[1]!, ownOptions, usage);
  const [path, ...rest] = positionals;
  const { out, region = 'face' } = own;
  if (path === undefined || rest.length > 0 || typeof out !== 'string' || out === '') throw usageError(`Expected one picture and -o but received ${positionals.length} names.`, usage);
  if (region !== 'face' && region !== 'picture') throw usageError(`Expected face or picture for --region but received "${String(region)}".`, usage);
  const sizePx = countOf(own, 'size', usage) ?? (Object.hasOwn(ownOptions, 'steps') ? 192 : 256);
  if (sizePx > LARGEST_PX) throw usageError(`Expected at most ${LARGEST_PX} for --size but received "${sizePx}".`, usage);
  const sources = [path, ...otherSources];
  await expectPlace(sources, out, own['overwrite'] === true);
  const square = parseSquare(own['square'], usage);
  return {
    own, manifest, out, sizePx, saysAi: recipe.metadata.saysAi,
    region: ({ image, square: found }) => (region === 'face' ? faceRegion(image, found) : { xPx: 0, yPx: 0, widthPx: image.widthPx, heightPx: image.heightPx }),
    async write(make) {
      const editor = await FileEditor.load({ bundleFolder, recipe, crop: recipe.crop === 'whole' ? 'whole' : 'detect', square, referencePath, maxPixels, threads: availableParallelism() });
      const temporary = temporaryBeside(out);
      try {
        tell('loaded');
        const face = await editor.openFace(path);
        tell('opened');
        await writeWhole(temporary, await make(face));
        await expectOtherFile(sources, out);
        await rename(temporary, out);
        for (const note of face.notes) console.log(note);
        console.log(`Wrote ${out}.`);
      } finally {
        await rm(temporary, { force: true });
        await editor.release();
      }
    },
  };
}
