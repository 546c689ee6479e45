import { open } from 'node:fs/promises';
import type { CropDecision } from '../batch/crop-policy.ts';
import type { ItemResult } from '../batch/journal.ts';
import type { Recipe } from '../batch/recipe.ts';
import { wantedEdit } from '../batch/wanted-edit.ts';
import { AppError, describe } from '../core/app-error.ts';
import type { CropSquare } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import { referenceOf, resolveEdit, saidOfReference, untoldIds } from '../edit/edit-kinds.ts';
import { editPicture, frameReference, targetOf, targetsOf, type FacePorts } from '../edit/edit-picture.ts';
import type { WantedEdit } from '../edit/face-edit.ts';
import type { EditPipeline } from '../engine/edit-pipeline.ts';
import { readReference } from '../engine/read-reference.ts';
import { renderTargets } from '../engine/render-targets.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import type { FoundFace } from '../face/face-finder.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import type { FaceFile } from './face-file.ts';
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
  /** The picture that the recipe's reference names. */
  readonly referencePath?: string | undefined;
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
  #wanted: WantedEdit;
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

  /** @throws AppError where the bundle is damaged or does not know what the recipe asks for, and `reference-unreadable`, `reference-no-face` */
  static async load(options: FileEditorOptions): Promise<FileEditor> {
    const editor = new FileEditor(options, await loadPipeline(options.bundleFolder, options.threads));
    if (options.referencePath !== undefined) await editor.#readReference(options.referencePath);
    return editor;
  }

  /**
   * Reads, edits and writes one file; the output is on the disk, whole, when this resolves.
   * @throws AppError, one code for every kind of bad file, and `write-failed`
   */
  async edit(sourcePath: string, outputPath: string): Promise<ItemResult> {
    const { recipe, crop, square, maxPixels } = this.#options;
    const source = await decodePictureFile(sourcePath, maxPixels);
    const { image } = source;
    const { file, targets, notes } = await editPicture<RgbaImage, Uint8Array, Recipe['metadata']>({
      // The finders and the model take turns: one picture at a time.
      find: this.#finders(image),
      render: (faces, wanted) => this.#queue.add(() => renderTargets(this.#pipeline, image, faces, { wanted, detail: recipe.detail, mask: recipe.mask })),
      encode: (edited, metadata) => encodePictureFile(edited, source.metadata, { output: recipe.output, metadata }),
    }, image, { manifest: this.#manifest, wanted: this.#wanted, crop, square, faces: recipe.faces, metadata: recipe.metadata });
    await writeWhole(outputPath, file);
    return { faces: targets.length, widthPx: image.widthPx, heightPx: image.heightPx, outputBytes: file.length, notes: [...source.notes, ...notes] };
  }

  /**
   * Reads one file and its largest face, to be edited in several ways.
   * @throws AppError, one code for every kind of bad file, and `no-face`
   */
  async openFace(sourcePath: string): Promise<FaceFile> {
    const { recipe, crop, square, maxPixels } = this.#options;
    const { image, notes } = await decodePictureFile(sourcePath, maxPixels);
    const [target] = await targetsOf(this.#finders(image), image, { manifest: this.#manifest, crop, square, faces: 'largest' });
    const sight = { logits: await this.#queue.add(() => this.#pipeline.analyse(sourcePath, image, target!.square)), hints: target!.hints };
    return {
      image, notes, square: target!.square, edit: resolveEdit(this.#wanted, this.#manifest, sight), untold: untoldIds(this.#wanted, this.#manifest, sight),
      render: (edit) => this.#queue.add(() => this.#pipeline.renderPicture(sourcePath, image, [{ ...target!, edit, mask: recipe.mask }], recipe.detail)),
    };
  }

  /** Frees the model; a program that goes on calls it, a process that ends need not. */
  async release(): Promise<void> {
    await this.#pipeline.release();
  }

  async #readReference(path: string): Promise<void> {
    const { image } = await decodePictureFile(path, this.#options.maxPixels).catch((cause: unknown) => { throw unreadableReference(path, cause); });
    const { recipe } = this.#options;
    const { square, hints } = targetOf(await frameReference(this.#finders(image), image, this.#manifest, referenceOf(recipe.edit)?.square));
    const { reading } = await readReference(this.#pipeline.model, image, { square, hints }, saidOfReference(recipe.edit, this.#manifest));
    this.#wanted = wantedEdit(recipe, this.#manifest, reading);
  }

  #finders(image: RgbaImage): FacePorts {
    return { photographed: (withHints) => this.#queue.add(() => this.#found(image, withHints)), drawn: () => this.#queue.add(() => this.#drawn(image)) };
  }

  #found(image: RgbaImage, withHints: boolean): Promise<readonly FoundFace[]> {
    this.#finder ??= createNodeFaceFinder();
    return this.#finder.find(image, { withHints });
  }

  #drawn(image: RgbaImage): Promise<readonly CropSquare[]> {
    this.#drawnFinder ??= createNodeDrawnFaceFinder(this.#options.threads);
    return this.#drawnFinder(image);
  }
}

function unreadableReference(path: string, cause: unknown): AppError {
  return new AppError({ code: 'reference-unreadable', cause, message: `Expected a picture for the reference "${path}" but it cannot be read: ${describe(cause)}`, recovery: 'Check the path; in a recipe it starts from the recipe\'s own folder.' });
}

/** Writes a file and waits until the disk has it: what the report calls done must outlive a crash. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
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
