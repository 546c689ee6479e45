import { AppError, describe } from '../core/app-error.ts';
import { loadPart } from '../core/part.ts';

/** A moving picture that is made frame by frame. */
export interface MovingPicture {
  readonly mimeType: string;
  /** Takes what the canvas shows now as the next frame. */
  add(): Promise<void>;
  /** @throws AppError `encode-failed` */
  finish(): Promise<Blob>;
  /** Gives it up. */
  cancel(): Promise<void>;
}

/** What a film is written as here, by what this browser encodes. */
export interface FilmKind {
  readonly extension: 'mp4' | 'webm';
  readonly codec: 'avc' | 'vp9' | 'vp8';
}

/** The one that opens everywhere first; by the names that WebCodecs has for them. */
const FILM_KINDS: readonly (FilmKind & { readonly full: string })[] = [
  { extension: 'mp4', codec: 'avc', full: 'avc1.640028' }, { extension: 'webm', codec: 'vp9', full: 'vp09.00.40.08' }, { extension: 'webm', codec: 'vp8', full: 'vp8' },
];

/** The kind of film that this browser can write at a size; undefined where it cannot, or has no WebCodecs. */
export async function filmKind(width: number, height: number): Promise<FilmKind | undefined> {
  if (typeof VideoEncoder === 'undefined') return undefined;
  for (const { full, ...kind } of FILM_KINDS) {
    const { supported } = await VideoEncoder.isConfigSupported({ codec: full, width, height }).catch(() => ({ supported: false }));
    if (supported === true) return kind;
  }
  return undefined;
}

/** A GIF that goes round for ever: 256 colours a frame. */
export async function startGif(canvas: OffscreenCanvas, frameMs: number): Promise<MovingPicture> {
  const { GIFEncoder, quantize, applyPalette } = await loadPart('the GIF writer', () => import('gifenc'));
  const context = canvas.getContext('2d')!;
  const gif = GIFEncoder();
  return {
    mimeType: 'image/gif',
    async add() {
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      const palette = quantize(data, 256);
      gif.writeFrame(applyPalette(data, palette), canvas.width, canvas.height, { palette, delay: frameMs, repeat: 0 });
      // A frame takes tens of milliseconds: the page breathes between two.
      await new Promise((resolve) => { setTimeout(resolve); });
    },
    finish() {
      gif.finish();
      return Promise.resolve(new Blob([gif.bytes()], { type: 'image/gif' }));
    },
    cancel: () => Promise.resolve(),
  };
}

/** A film, without sound. */
export async function startFilm(canvas: OffscreenCanvas, frameMs: number, { codec, extension }: FilmKind): Promise<MovingPicture> {
  const { BufferTarget, CanvasSource, Mp4OutputFormat, Output, QUALITY_VERY_HIGH, WebMOutputFormat } = await loadPart('the film writer', () => import('mediabunny'));
  const target = new BufferTarget();
  const output = new Output({ format: extension === 'mp4' ? new Mp4OutputFormat({ fastStart: 'in-memory' }) : new WebMOutputFormat(), target });
  const source = new CanvasSource(canvas, { codec, quality: QUALITY_VERY_HIGH });
  output.addVideoTrack(source);
  await output.start();
  const mimeType = `video/${extension}`;
  let frames = 0;
  return {
    mimeType,
    async add() {
      await source.add((frames * frameMs) / 1000, frameMs / 1000);
      frames++;
    },
    async finish() {
      try {
        await output.finalize();
        if (!target.buffer) throw new Error('nothing');
        return new Blob([target.buffer], { type: mimeType });
      } catch (cause) {
        throw new AppError({ code: 'encode-failed', cause, message: `Expected a film as ${codec} but received "${describe(cause)}".`, recovery: 'Save a GIF in its place.' });
      }
    },
    cancel: () => output.cancel(),
  };
}
