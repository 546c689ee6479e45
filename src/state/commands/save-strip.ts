import { createSheetCanvas, drawPart, type SheetCell, type SheetPicture } from '../../bridge/draw-contact-sheet.ts';
import { filmKind, startFilm, startGif, type FilmKind } from '../../bridge/moving-picture.ts';
import { AppError } from '../../core/app-error.ts';
import { cellRegion } from '../../core/contact-sheet.ts';
import { changesAnything } from '../../edit/edit-kinds.ts';
import type { FaceTask } from '../../edit/face-edit.ts';
import { sweepFrames, thereAndBack, type Sweep } from '../../edit/frames.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { manifestOf, selectedFace } from '../face-selectors.ts';
import { taskOf } from '../face-tasks.ts';
import { formatPercent } from '../format.ts';
import { saveName } from './save-picture.ts';
import { makeAndSave } from './save-to-file.ts';

/** What the frames of a strip or of a moving picture are. */
export interface FrameOptions {
  readonly sweep: Sweep;
  readonly count: number;
  /** Height of a frame. */
  readonly sizePx: number;
  readonly region: 'face' | 'picture';
}

/** How frames move. */
export interface MotionOptions extends FrameOptions {
  readonly as: 'gif' | FilmKind;
  /** One way. */
  readonly seconds: number;
  readonly goesBack: boolean;
}

interface PlannedFrame {
  readonly level: number;
  /** Every face that the frame changes, the lowest first. */
  readonly faces: readonly FaceTask[];
}

/**
 * The frames of the selected face's sweep over the picture as it is edited; a whole edit's is that of all faces.
 * @throws AppError `not-ready`, `frame-count`
 */
function planFrames(state: EditorState, { sweep, count }: FrameOptions): readonly PlannedFrame[] {
  const manifest = manifestOf(state);
  const selected = selectedFace(state);
  const tasks = state.document.faces.map((face) => ({ isSwept: sweep.kind === 'edit' || face.id === selected?.id, task: taskOf(state, face) }));
  if (!manifest || !tasks.some(({ isSwept, task }) => isSwept && task)) {
    throw new AppError({ code: 'not-ready', message: 'Expected the face to be read but it is still at work.', recovery: saysText().waitAgain });
  }
  const perFace = tasks.flatMap(({ isSwept, task }) => (task ? [{ task, frames: isSwept ? sweepFrames(task.edit, manifest, sweep, count) : undefined }] : []));
  const levels = perFace.find(({ frames }) => frames)?.frames?.map(({ level }) => level) ?? [];
  return levels.map((level, i) => ({
    level, faces: perFace.map(({ task, frames }) => ({ ...task, edit: frames?.[i]?.edit ?? task.edit })).filter(({ edit }) => changesAnything(edit)),
  }));
}

/** Renders frames one after the other, and frees each once it was taken. */
async function renderFrames({ store, engine }: Editor, frames: readonly PlannedFrame[], options: FrameOptions, signal: AbortSignal, take: (cell: SheetCell, i: number) => Promise<void> | void): Promise<void> {
  const state = store.getState();
  const { picture: { open }, document: { detail } } = state;
  const face = selectedFace(state);
  if (!open || !face) return;
  const region = options.region === 'face' ? cellRegion(open, face.square) : { xPx: 0, yPx: 0, widthPx: open.widthPx, heightPx: open.heightPx };
  for (const [i, { faces }] of frames.entries()) {
    const wanted = faces.map((_, index) => ({ face: index, maxSidePx: 2 * options.sizePx }));
    const patches = faces.length === 0 ? [] : await engine.renderApart({ pictureId: open.pictureId, faces, wanted, detail }, { signal });
    signal.throwIfAborted();
    await take({ region, patches: patches.flatMap(({ rect, bitmap }) => (bitmap ? [{ rect, bitmap }] : [])) }, i);
    for (const { bitmap } of patches) bitmap?.close();
  }
}

/** Frames in a row with their levels above: a contact sheet of one row. */
async function drawStrip(editor: Editor, options: FrameOptions & { readonly title: string }, signal: AbortSignal, createCanvas: typeof createSheetCanvas, tell?: (done: number, total: number) => void): Promise<ReturnType<typeof createSheetCanvas>> {
  const frames = planFrames(editor.store.getState(), options);
  const canvas = createCanvas({ rows: [options.title], columns: frames.map(({ level }) => formatPercent(level)), cellPx: options.sizePx }, editor.store.getState().picture.open!);
  await renderFrames(editor, frames, { ...options, region: 'face' }, signal, (cell, i) => {
    canvas.draw(0, i, cell);
    tell?.(i + 1, frames.length);
  });
  return canvas;
}

/** The strip as it will be, in small. */
export async function previewStrip(editor: Editor, options: FrameOptions & { readonly title: string }, signal: AbortSignal): Promise<Blob> {
  return (await drawStrip(editor, options, signal, createSheetCanvas)).toPng();
}

/** Saves the frames in a row as one PNG; `stem` is its name without extension. */
export async function saveStrip(editor: Editor, { stem, ...options }: FrameOptions & { readonly title: string; readonly stem: string }, createCanvas = createSheetCanvas): Promise<void> {
  if (editor.store.getState().saving.running) return;
  await makeAndSave(editor, saveName({ stem, format: 'png' }), async (signal, tell) => {
    const canvas = await drawStrip(editor, options, signal, createCanvas, tell);
    return { mimeType: 'image/png', widthPx: canvas.widthPx, heightPx: canvas.heightPx, blob: await canvas.toPng() };
  });
}

/** All frames are held at once until they are written: a panorama's stay small. */
const WIDEST_PX = 1280;

/** Even, as films need it. */
function even(lengthPx: number): number {
  return Math.max(2, 2 * Math.round(lengthPx / 2));
}

/** How large a moving picture's frames are. */
export function motionSize({ picture: { open } }: EditorState, { region, sizePx }: Pick<FrameOptions, 'region' | 'sizePx'>): { readonly widthPx: number; readonly heightPx: number } {
  const widthPx = region === 'picture' && open ? (sizePx * open.widthPx) / open.heightPx : sizePx;
  const scale = Math.min(1, WIDEST_PX / widthPx);
  return { widthPx: even(widthPx * scale), heightPx: even(sizePx * scale) };
}

/** The kind of film that this browser can write of such frames; undefined where it cannot. */
export function filmKindOf({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): Promise<FilmKind | undefined> {
  return filmKind(widthPx, heightPx);
}

/** Saves the frames as a moving picture. */
export async function saveMotion(editor: Editor, { stem, ...options }: MotionOptions & { readonly stem: string }): Promise<void> {
  const { saving, picture: { open } } = editor.store.getState();
  if (saving.running || !open) return;
  const picture: SheetPicture = open;
  const extension = options.as === 'gif' ? 'gif' : options.as.extension;
  await makeAndSave(editor, saveName({ stem, format: 'png' }).replace(/png$/, extension), async (signal, tell) => {
    const { widthPx, heightPx } = motionSize(editor.store.getState(), options);
    const canvas = new OffscreenCanvas(widthPx, heightPx);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.imageSmoothingQuality = 'high';
    const stills: ImageBitmap[] = [];
    const frames = planFrames(editor.store.getState(), options);
    try {
      await renderFrames(editor, frames, options, signal, async (cell, i) => {
        drawPart(context, picture, cell, { xPx: 0, yPx: 0, widthPx, heightPx });
        stills.push(await createImageBitmap(canvas));
        tell(i + 1, frames.length);
      });
      const frameMs = Math.max(20, Math.round((1000 * options.seconds) / frames.length));
      const blob = await encodeMotion(canvas, options.goesBack ? thereAndBack(stills) : stills, frameMs, options.as, signal);
      return { mimeType: blob.type, widthPx, heightPx, blob };
    } finally {
      for (const still of stills) still.close();
    }
  });
}

async function encodeMotion(canvas: OffscreenCanvas, stills: readonly ImageBitmap[], frameMs: number, as: MotionOptions['as'], signal: AbortSignal): Promise<Blob> {
  const moving = as === 'gif' ? await startGif(canvas, frameMs) : await startFilm(canvas, frameMs, as);
  const context = canvas.getContext('2d')!;
  try {
    for (const still of stills) {
      signal.throwIfAborted();
      context.drawImage(still, 0, 0);
      await moving.add();
    }
    return await moving.finish();
  } catch (thrown) {
    await moving.cancel().catch(() => undefined);
    throw thrown;
  }
}
