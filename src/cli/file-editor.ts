import { open } from 'node:fs/promises';
import type { CropDecision } from '../batch/crop-policy.ts';
import { foundTargets, squareTargets, wholeTarget, type FaceTarget } from '../batch/face-targets.ts';
import type { ItemResult } from '../batch/journal.ts';
import type { Recipe } from '../batch/recipe.ts';
import { wantedEdit } from '../batch/wanted-edit.ts';
import { AppError } from '../core/app-error.ts';
import type { CropSquare } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import { editFaces } from '../engine/edit-faces.ts';
import type { EditPipeline } from '../engine/edit-pipeline.ts';
import { SerialQueue } from '../engine/serial-queue.ts';
import { changesAnything, type BundleManifest, type WantedEdit } from '../engine/protocol.ts';
import { fileAdvice, fileWords } from './file-errors.ts';
import { createNodeDrawnFaceFinder } from './node-drawn-face-finder.ts';
import { createNodeFaceFinder } from './node-face-finder.ts';
import { loadPipeline } from './open-bundle.ts';
import { decodePictureFile, encodePictureFile } from './picture-file.ts';

/** How every file of a run is edited. */
export interface FileEditorOptions {
  readonly bundleFolder: string;
  readonly recipe: Recipe;
  readonly crop: CropDecision['policy'];
  /** Set by hand: no face is looked for. */
  readonly square?: CropSquare | undefined;
  readonly maxPixels: number;
  readonly threads: number;
}

/**
 * Edits files with one loaded model. Several may be under way: while the model is at work on one, another is read or written, and
 * the samples are the same as one by one.
 */
export class FileEditor {
  readonly #options: FileEditorOptions;
  readonly #manifest: BundleManifest;
  readonly #wanted: WantedEdit;
  readonly #pipeline: EditPipeline;
  readonly #queue = new SerialQueue();
  #finder: ReturnType<typeof createNodeFaceFinder> | undefined;
  #drawnFinder: ReturnType<typeof createNodeDrawnFaceFinder> | undefined;

  private constructor(options: FileEditorOptions, pipeline: EditPipeline) {
    this.#options = options;
    this.#pipeline = pipeline;
    this.#manifest = pipeline.model.manifest;
    this.#wanted = wantedEdit(options.recipe, this.#manifest);
  }

  /** @throws AppError where the bundle is damaged or does not know what the recipe asks for */
  static async load(options: FileEditorOptions): Promise<FileEditor> {
    return new FileEditor(options, await loadPipeline(options.bundleFolder, options.threads));
  }

  /**
   * Reads, edits and writes one file; the output is on the disk, whole, when this resolves.
   * @throws AppError, one code for every kind of bad file, and `write-failed`
   */
  async edit(sourcePath: string, outputPath: string): Promise<ItemResult> {
    const { recipe, maxPixels } = this.#options;
    const source = await decodePictureFile(sourcePath, maxPixels);
    const { targets, image, edits } = await this.#queue.add(async () => {
      const faces = await this.#targets(source.image);
      return { targets: faces, ...(await editFaces(this.#pipeline, source.image, faces, this.#wanted, recipe.detail)) };
    });
    // What no model touched must not say so.
    const saysAi = recipe.metadata.saysAi && edits.some(changesAnything);
    const bytes = await encodePictureFile(image, source.metadata, { ...recipe, metadata: { ...recipe.metadata, saysAi } });
    await writeWhole(outputPath, bytes);
    return { faces: targets.length, widthPx: image.widthPx, heightPx: image.heightPx, outputBytes: bytes.length, notes: source.notes };
  }

  async release(): Promise<void> {
    await this.#pipeline.release();
  }

  async #targets(image: RgbaImage): Promise<readonly FaceTarget[]> {
    const { square, crop, recipe, threads } = this.#options;
    if (square) return [{ square }];
    if (crop === 'whole') return [wholeTarget(image)];
    if (this.#manifest.alignment === 'none') {
      this.#drawnFinder ??= createNodeDrawnFaceFinder(threads);
      return squareTargets(await this.#drawnFinder(image), recipe.faces);
    }
    this.#finder ??= createNodeFaceFinder();
    return foundTargets(await this.#finder.find(image), this.#manifest, recipe.faces);
  }
}

/** Writes a file and waits until the disk has it: what the report calls done must outlive a crash. */
async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  try {
    const file = await open(path, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new AppError({
      code: 'write-failed', cause, message: `Expected to write ${bytes.length} bytes to the output folder but received ${fileWords(cause)}.`,
      recovery: fileAdvice(cause),
    });
  }
}
