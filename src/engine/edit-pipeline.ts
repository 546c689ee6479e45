import { AppError } from '../core/app-error.ts';
import { composite, patchBase, type PatchBase } from '../core/composite.ts';
import { cropToNchw } from '../core/crop.ts';
import type { CropSquare } from '../core/geometry.ts';
import { toBytes, type RectPx, type RgbaImage, type Samples } from '../core/image.ts';
import { patchFrame, patchRect } from '../core/patch.ts';
import { domainOfValues, editAttributes, editDomain, levelToStrength, type EditedStyle, type StyleLatents } from '../l2m/latent.ts';
import type { EncodedFace, L2mModel } from './l2m-model.ts';
import { LruCache } from './lru-cache.ts';
import { changesAnything, type FaceTask } from './protocol.ts';

/** Rows composited at once when saving, so that a 60-megapixel face needs no second picture's worth of floats. */
const STRIP_ROWS = 256;
const FACE_CACHE_BYTES = 256 * 2 ** 20;
const BASE_CACHE_BYTES = 192 * 2 ** 20;

interface SourceState {
  readonly latents: StyleLatents;
  /** G(x, s), `[1,3,S,S]`, in the picture's own colours. */
  readonly reconstruction: Float32Array<ArrayBuffer>;
}

interface CachedFace extends EncodedFace {
  /** `[1,3,S,S]` float32 NCHW in [-1,1], in the picture's own colours. */
  readonly crop: Float32Array<ArrayBuffer>;
  readonly sources: Map<number, SourceState>;
}

/** A rendered part of a picture in sRGB, 8 bits a sample, for a screen, or the news that nothing differs from the source. */
export interface PatchPixels {
  readonly rect: RectPx;
  readonly pixels: { readonly widthPx: number; readonly heightPx: number; readonly data: Uint8ClampedArray<ArrayBuffer> } | undefined;
  readonly cosine: number;
  readonly decoderMs: number;
  readonly compositeMs: number;
}

/**
 * From samples to samples: crop, encode once a face, then blend, decode and composite per slider move.
 * Free of any platform; calls must come one at a time (SerialQueue).
 */
export class EditPipeline {
  readonly model: L2mModel;
  readonly #faces = new LruCache<CachedFace>(FACE_CACHE_BYTES, (face) => { for (const tensor of Object.values(face.features)) tensor.dispose(); });
  readonly #bases = new LruCache<PatchBase>(BASE_CACHE_BYTES, () => undefined);

  constructor(model: L2mModel) {
    this.model = model;
  }

  /** The classifier's logits of the face, `[k]`, positive for on; empty without a classifier. */
  async analyse(pictureId: string, picture: RgbaImage, square: CropSquare): Promise<Float32Array> {
    return (await this.#face(pictureId, picture, square)).logits;
  }

  /** Renders an edited face at the picture's resolution, scaled down to at most `maxSidePx`. */
  async render(pictureId: string, picture: RgbaImage, task: FaceTask, detail: number, maxSidePx: number): Promise<PatchPixels> {
    const rect = rectOf(picture, task.square);
    if (!changesAnything(task.edit)) return { rect, pixels: undefined, cosine: 0, decoderMs: 0, compositeMs: 0 };
    const edited = await this.#edited(pictureId, picture, task);
    const decoded = performance.now();
    const base = this.#base(pictureId, picture, edited.face, task.square, maxSidePx);
    const data = composite(base, edited.image, edited.source.reconstruction, detail);
    const { widthPx, heightPx } = base.frame;
    return {
      rect, pixels: { widthPx, heightPx, data: forScreen(data, picture) }, cosine: edited.style.cosine,
      decoderMs: edited.decoderMs, compositeMs: performance.now() - decoded,
    };
  }

  /** The whole picture with every face edited, in order; samples outside the masks are the input's own. */
  async renderPicture<S extends Samples>(pictureId: string, picture: RgbaImage<S>, tasks: readonly FaceTask[], detail: number): Promise<RgbaImage<S>> {
    const out: RgbaImage<S> = { ...picture, data: picture.data.slice() as S };
    for (const task of tasks.filter(({ edit }) => changesAnything(edit))) {
      const edited = await this.#edited(pictureId, picture, task);
      const rect = rectOf(picture, task.square);
      for (let row = 0; row < rect.heightPx; row += STRIP_ROWS) {
        const strip = { ...rect, yPx: rect.yPx + row, heightPx: Math.min(STRIP_ROWS, rect.heightPx - row) };
        const frame = patchFrame(strip, task.square, Number.POSITIVE_INFINITY);
        const base = patchBase(out, task.square, frame, edited.face.crop, this.#size);
        writeRect(out, strip, composite(base, edited.image, edited.source.reconstruction, detail));
      }
    }
    return out;
  }

  /** Forgets what was computed for a picture, or for all of them with "". */
  forget(pictureId: string): void {
    const prefix = pictureId === '' ? '' : `${pictureId}|`;
    this.#faces.deletePrefix(prefix);
    this.#bases.deletePrefix(prefix);
  }

  async release(): Promise<void> {
    this.forget('');
    await this.model.release();
  }

  get #size(): number {
    return this.model.manifest.imageSizePx;
  }

  async #edited(pictureId: string, picture: RgbaImage, { square, edit }: FaceTask): Promise<{ face: CachedFace; source: SourceState; style: EditedStyle; image: Float32Array<ArrayBuffer>; decoderMs: number }> {
    const face = await this.#face(pictureId, picture, square);
    const sourceDomain = edit.kind === 'attributes' ? domainOfValues(edit.sourceValues) : edit.source;
    const source = await this.#source(face, sourceDomain, picture);
    const style = edit.kind === 'attributes'
      ? editAttributes(source.latents, sourceDomain, edit.levels.map((level, j) => levelToStrength(level, edit.sourceValues[j] ?? 0)))
      : editDomain(source.latents, edit.target, edit.strength);
    const started = performance.now();
    const image = inColoursOf(picture, await this.model.decode(face.features, style.style));
    return { face, source, style, image, decoderMs: performance.now() - started };
  }

  async #face(pictureId: string, picture: RgbaImage, square: CropSquare): Promise<CachedFace> {
    const key = `${pictureId}|${square.centreXPx},${square.centreYPx},${square.sidePx},${square.rotationRad}`;
    const cached = this.#faces.get(key);
    if (cached) return cached;
    const crop = cropToNchw(picture, square, this.#size);
    const face: CachedFace = { ...(await this.model.encode(picture.colour?.toSrgb(crop) ?? crop.slice())), crop, sources: new Map() };
    const floats = Object.values(face.features).reduce((sum, tensor) => sum + tensor.dims.reduce((a, b) => a * b, 1), crop.length * 3 + face.codes.length * 3);
    this.#faces.set(key, face, floats * 4);
    return face;
  }

  async #source(face: CachedFace, domain: number, picture: RgbaImage): Promise<SourceState> {
    const known = face.sources.get(domain);
    if (known) return known;
    const latents = await this.model.latents(face, domain);
    const style = latents.unrelated.map((value, i) => value + latents.related[i]!);
    const state = { latents, reconstruction: inColoursOf(picture, await this.model.decode(face.features, Float32Array.from(style))) };
    face.sources.set(domain, state);
    return state;
  }

  #base(pictureId: string, picture: RgbaImage, face: CachedFace, square: CropSquare, maxSidePx: number): PatchBase {
    const key = `${pictureId}|${square.centreXPx},${square.centreYPx},${square.sidePx},${square.rotationRad}|${maxSidePx}`;
    const cached = this.#bases.get(key);
    if (cached) return cached;
    const base = patchBase(picture, square, patchFrame(rectOf(picture, square), square, maxSidePx), face.crop, this.#size);
    this.#bases.set(key, base, base.mask.length * (4 * base.samples.BYTES_PER_ELEMENT + 4 + 12));
    return base;
  }
}

/** The model speaks sRGB, the picture perhaps not: its output in the picture's colours, so that only the change is added there. */
function inColoursOf({ colour }: RgbaImage, output: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  return colour?.fromSrgb(output) ?? output;
}

function forScreen(samples: Samples, { colour }: RgbaImage): Uint8ClampedArray<ArrayBuffer> {
  const bytes = toBytes(samples);
  colour?.paintSrgb(bytes);
  return bytes;
}

function rectOf(picture: RgbaImage, square: CropSquare): RectPx {
  const rect = patchRect(picture, square);
  if (rect) return rect;
  throw new AppError({
    code: 'square-outside',
    message: `Expected the face square to lie on the ${picture.widthPx} x ${picture.heightPx} px picture but received one centred at ${Math.round(square.centreXPx)}, ${Math.round(square.centreYPx)}.`,
    recovery: 'Move the square back onto the picture.',
  });
}

function writeRect(picture: RgbaImage, rect: RectPx, samples: Samples): void {
  for (let y = 0; y < rect.heightPx; y++) {
    picture.data.set(samples.subarray(y * rect.widthPx * 4, (y + 1) * rect.widthPx * 4), ((rect.yPx + y) * picture.widthPx + rect.xPx) * 4);
  }
}
