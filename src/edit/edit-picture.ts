import { AppError } from '../core/app-error.ts';
import type { CropSquare } from '../core/geometry.ts';
import type { FoundFace } from '../face/face-finder.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { markedIfEdited } from './ai-mark.ts';
import type { FaceEdit, FaceTarget, WantedEdit } from './face-edit.ts';
import { frameDrawn, framePhotographed, ovalWithin, wantedFaces, type FramedFace } from './face-framing.ts';
import { needsHints } from './source-value.ts';
import { expectSquare, wholeSquare, type PictureSize } from './square.ts';

/** What is asked of every picture, whichever it is. */
export interface PictureRequest<Choice> {
  readonly manifest: BundleManifest;
  readonly wanted: WantedEdit;
  /** `whole`: the picture is a crop, and no face is looked for. */
  readonly crop: 'detect' | 'whole';
  /** A square set by hand, in place of everything found. */
  readonly square?: CropSquare | undefined;
  readonly faces: 'all' | 'largest';
  readonly metadata: Choice;
}

/** What came of rendering: the picture, what was done to each face, and what nobody could tell. */
export interface Rendered<Image> {
  readonly image: Image;
  readonly edits: readonly FaceEdit[];
  /** Ids of attributes whose source nobody could tell, on any face: they stayed as they were. */
  readonly untold: readonly string[];
}

/** What looks for faces. */
export interface FacePorts {
  readonly photographed: (withHints: boolean) => Promise<readonly FoundFace[]>;
  readonly drawn: () => Promise<readonly CropSquare[]>;
}

/** What a platform does for an edit. */
export interface EditPorts<Image, File, Choice> {
  readonly find: FacePorts;
  readonly render: (targets: readonly FaceTarget[], wanted: WantedEdit) => Promise<Rendered<Image>>;
  readonly encode: (image: Image, metadata: Choice) => Promise<File>;
}

/** A picture from its faces to its saved file. */
export interface EditedFile<File> {
  readonly file: File;
  readonly targets: readonly FaceTarget[];
  readonly edits: readonly FaceEdit[];
  /** For people: what was asked for and not done. */
  readonly notes: readonly string[];
}

/**
 * Edits one picture: finds its faces, renders them and encodes the result.
 * @throws AppError `no-face`, and what the ports throw
 */
export async function editPicture<Image, File, Choice extends { readonly saysAi: boolean }>(
  { find, render, encode }: EditPorts<Image, File, Choice>, picture: PictureSize, request: PictureRequest<Choice>,
): Promise<EditedFile<File>> {
  const targets = await targetsOf(find, picture, request);
  const { image, edits, untold } = await render(targets, request.wanted);
  const file = await encode(image, markedIfEdited(request.metadata, edits));
  return { file, targets, edits, notes: untold.map(untoldNote) };
}

/** A found face as the engine takes it. */
export function targetOf({ square, found }: Pick<FramedFace, 'square' | 'found'>): FaceTarget {
  return { square, oval: ovalWithin(square, found?.oval), hints: found?.hints };
}

/**
 * The face of another picture that an edit is to be like: where it is said to lie, else its largest.
 * @throws AppError `reference-no-face`, `square-outside`, and what the ports throw
 */
export async function frameReference(find: FacePorts, picture: PictureSize, manifest: BundleManifest, square?: CropSquare): Promise<Pick<FramedFace, 'square' | 'found'>> {
  if (square) return { square: expectSquare(square, picture) };
  const [largest] = await frameFaces(find, picture, manifest);
  if (largest) return largest;
  throw new AppError({ code: 'reference-no-face', message: 'Expected a face in the reference but found none.', recovery: 'Take another picture, or cut this one about the face first.' });
}

/** The faces of a picture as the bundle wants them, the largest first. */
export async function frameFaces(find: FacePorts, picture: PictureSize, manifest: BundleManifest): Promise<readonly FramedFace[]> {
  return wantedFaces(manifest) === 'drawn'
    ? frameDrawn(await find.drawn(), manifest, picture)
    : framePhotographed(await find.photographed(needsHints(manifest)), manifest, picture);
}

/**
 * The faces of a picture that a request is about: at least one, the largest first.
 * @throws AppError `no-face`, `square-outside`
 */
export async function targetsOf(find: FacePorts, picture: PictureSize, { square, crop, manifest, faces }: Pick<PictureRequest<unknown>, 'square' | 'crop' | 'manifest' | 'faces'>): Promise<readonly FaceTarget[]> {
  if (square) return [{ square: expectSquare(square, picture) }];
  if (crop === 'whole') return [{ square: wholeSquare(picture) }];
  const framed = await frameFaces(find, picture, manifest);
  if (framed.length === 0) throw noFace();
  return (faces === 'largest' ? framed.slice(0, 1) : framed).map(targetOf);
}

function noFace(): AppError {
  return new AppError({ code: 'no-face', message: 'Expected a face in the picture but found none.', recovery: 'Open it in the editor and set the square by hand, or take pictures whole.' });
}

function untoldNote(id: string): string {
  return `Neither the model nor the face finder can tell whether a face has "${id}" now, so it stays as it is. The recipe's "sources" can say so.`;
}
