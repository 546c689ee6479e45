import { AppError } from '../core/app-error.ts';
import { toneOf } from '../core/attention-change.ts';
import { faceGround, type FaceGround } from '../core/change.ts';
import { readMask, releaseBy, type BrushMask } from '../core/brush-mask.ts';
import { composite, patchBase, type PatchBase } from '../core/composite.ts';
import { cropToNchw } from '../core/crop.ts';
import { FLOW_REACH } from '../core/flow.ts';
import type { CropSquare } from '../core/geometry.ts';
import { toBytes, type RectPx, type RgbaImage, type Samples } from '../core/image.ts';
import { patchFrame, patchRect, patchSamples, rectWithin, rectsOverlap, type PatchFrame } from '../core/patch.ts';
import { changesAnything, editedStyle, latentSeedOf, sourceDomainOf } from '../edit/edit-kinds.ts';
import type { FaceTask } from '../edit/face-edit.ts';
import type { StyleLatents } from '../l2m/latent.ts';
import { LayerMaker, layerBase, type EditedImage } from './edit-layer.ts';
import type { EncodedFace, L2mModel } from './l2m-model.ts';
import { LruCache } from './lru-cache.ts';

/** Rows composited at once when saving, so that a 60-megapixel face needs no second picture's worth of floats. */
const STRIP_ROWS = 256;

/** How far a model moves pixels at most, and a little more, in sides of the face's square. */
const MOST_MOVE = 1.1 * FLOW_REACH;
const FACE_CACHE_BYTES = 256 * 2 ** 20;
const IMAGE_CACHE_BYTES = 64 * 2 ** 20;
const BASE_CACHE_BYTES = 192 * 2 ** 20;

interface SourceState {
  readonly latents: StyleLatents;
  /** G(x,s), `[1,3,S,S]` float32 NCHW in the picture's own colours. */
  readonly reconstruction: Float32Array<ArrayBuffer>;
  /** What is made of it when it is first needed: without attention the one, with it the other. */
  ground: FaceGround | undefined;
  tone: Float32Array<ArrayBuffer> | undefined;
}

interface CachedFace extends EncodedFace {
  /** `[1,3,S,S]` float32 NCHW in [-1,1], in the picture's own colours. */
  readonly crop: Float32Array<ArrayBuffer>;
  readonly sources: Map<number, SourceState>;
}

/** What a patch is laid on. */
interface Ground {
  readonly task: FaceTask;
  readonly crop: Float32Array<ArrayBuffer>;
  /** Edited faces that it overlaps, the lowest first. */
  readonly beneath: readonly FaceTask[];
  readonly detail: number;
  readonly maxSidePx: number;
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
  readonly #layers: LayerMaker;
  readonly #faces = new LruCache<CachedFace>(FACE_CACHE_BYTES, (face) => { for (const tensor of Object.values(face.features)) tensor.dispose(); });
  readonly #images = new LruCache<EditedImage>(IMAGE_CACHE_BYTES, () => undefined);
  readonly #bases = new LruCache<PatchBase>(BASE_CACHE_BYTES, () => undefined);

  constructor(model: L2mModel) {
    this.model = model;
    this.#layers = new LayerMaker(model.manifest);
  }

  /** The classifier's logits of the face, `[k]`, positive for on; empty without a classifier. */
  async analyse(pictureId: string, picture: RgbaImage, square: CropSquare): Promise<Float32Array> {
    return (await this.#face(pictureId, picture, square)).logits;
  }

  /**
   * Renders the last of the faces at the picture's resolution, scaled down to at most `maxSidePx`, over those of the
   * others that it overlaps. A face whose edit was rendered before is not decoded again.
   */
  async render(pictureId: string, picture: RgbaImage, tasks: readonly FaceTask[], detail: number, maxSidePx: number): Promise<PatchPixels> {
    const task = tasks.at(-1)!;
    const rect = rectOf(picture, task.square);
    if (!changesAnything(task.edit)) return { rect, pixels: undefined, cosine: 0, decoderMs: 0, compositeMs: 0 };
    const beneath = tasks.slice(0, -1).filter((other) => changesAnything(other.edit) && rectsOverlap(rectOf(picture, other.square), rect));
    const started = performance.now();
    const edited = await this.#edited(pictureId, picture, task);
    const decoderMs = performance.now() - started;
    const base = await this.#base(pictureId, picture, { task, crop: edited.crop, beneath, detail, maxSidePx });
    const { widthPx, heightPx } = base.frame;
    const layer = this.#layers.layer(picture, task, edited, detail);
    const moved = layer.flow ? layerBase(picture, base.frame, layer, { samples: base.samples, widthPx, heightPx, topPx: 0 }) : base;
    const data = asFarAs(maskOf(task), composite(moved, layer.change, detail), base.samples, base.frame);
    return { rect, pixels: { widthPx, heightPx, data: forScreen(data, picture) }, cosine: edited.cosine, decoderMs, compositeMs: performance.now() - started - decoderMs };
  }

  /** The whole picture with every face edited, in order; samples outside the masks are the input's own. */
  async renderPicture<S extends Samples>(pictureId: string, picture: RgbaImage<S>, tasks: readonly FaceTask[], detail: number): Promise<RgbaImage<S>> {
    const out: RgbaImage<S> = { ...picture, data: picture.data.slice() as S };
    for (const task of tasks.filter(({ edit }) => changesAnything(edit))) {
      const edited = await this.#edited(pictureId, picture, task);
      const rect = rectOf(picture, task.square);
      const layer = this.#layers.layer(picture, task, edited, detail);
      const mask = maskOf(task);
      // Where the model moves pixels, a strip's come from others too, from how those were before.
      const before = layer.flow && { ...rect, samples: patchSamples(out, patchFrame(rect, task.square, Number.POSITIVE_INFINITY)) };
      for (let row = 0; row < rect.heightPx; row += STRIP_ROWS) {
        const strip = { ...rect, yPx: rect.yPx + row, heightPx: Math.min(STRIP_ROWS, rect.heightPx - row) };
        const frame = patchFrame(strip, task.square, Number.POSITIVE_INFINITY);
        const base = before ? layerBase(picture, frame, layer, { ...before, topPx: row }) : patchBase(out, frame, edited.crop, this.#size);
        // Unmoved: what lies beneath, as it is.
        const unmoved = before ? before.samples.subarray(row * rect.widthPx * 4) : base.samples;
        writeRect(out, strip, asFarAs(mask, composite(base, layer.change, detail), unmoved, frame));
      }
    }
    return out;
  }

  /** Forgets what was computed for a picture, or for all of them with "". */
  forget(pictureId: string): void {
    const prefix = pictureId === '' ? '' : `${pictureId}|`;
    this.#faces.deletePrefix(prefix);
    this.#images.deletePrefix(prefix);
    this.#bases.deletePrefix(prefix);
  }

  async release(): Promise<void> {
    this.forget('');
    await this.model.release();
  }

  get #size(): number {
    return this.model.manifest.imageSizePx;
  }

  async #edited(pictureId: string, picture: RgbaImage, task: FaceTask): Promise<EditedImage> {
    const key = taskKey(pictureId, task);
    const cached = this.#images.get(key);
    if (cached) return cached;
    const { square, edit } = task;
    const face = await this.#face(pictureId, picture, square);
    const source = await this.#source(face, sourceDomainOf(edit), picture);
    const { style, cosine } = editedStyle(edit, await this.model.withSeed(source.latents, latentSeedOf(edit)));
    const { image, attention, flow, light } = await this.model.decode(face.features, style);
    const against = attention
      ? { attention, flow, light, tone: source.tone ??= toneOf(face.crop, source.reconstruction) }
      : { ground: source.ground ??= faceGround(face.crop, source.reconstruction, this.#size) };
    const edited = { crop: face.crop, image: inColoursOf(picture, image), against, cosine };
    this.#images.set(key, edited, edited.image.length * 4 * 4);
    return edited;
  }

  async #face(pictureId: string, picture: RgbaImage, square: CropSquare): Promise<CachedFace> {
    const key = squareKey(pictureId, square);
    const cached = this.#faces.get(key);
    if (cached) return cached;
    const crop = cropToNchw(picture, square, this.#size);
    const face: CachedFace = { ...(await this.model.encode(picture.colour?.toSrgb(crop) ?? crop.slice())), crop, sources: new Map() };
    const floats = Object.values(face.features).reduce((sum, tensor) => sum + tensor.dims.reduce((a, b) => a * b, 1), crop.length * 5 + face.codes.length * 3);
    this.#faces.set(key, face, floats * 4);
    return face;
  }

  async #source(face: CachedFace, domain: number, picture: RgbaImage): Promise<SourceState> {
    const known = face.sources.get(domain);
    if (known) return known;
    const latents = await this.model.latents(face, domain);
    const style = latents.unrelated.map((value, i) => value + latents.related[i]!);
    const { image } = await this.model.decode(face.features, Float32Array.from(style));
    const state = { latents, reconstruction: inColoursOf(picture, image), ground: undefined, tone: undefined };
    face.sources.set(domain, state);
    return state;
  }

  async #base(pictureId: string, picture: RgbaImage, ground: Ground): Promise<PatchBase> {
    const { task: { square }, crop, beneath, detail, maxSidePx } = ground;
    const parts = [squareKey(pictureId, square), maxSidePx, ...(beneath.length > 0 ? [detail, ...beneath.map((other) => `${taskKey('', other)}|${other.mask ?? ''}`)] : [])];
    const key = parts.join('|');
    const cached = this.#bases.get(key);
    if (cached) return cached;
    const rect = rectOf(picture, square);
    const own = patchFrame(rect, square, maxSidePx);
    // What lies beneath may have moved in from beside this face. A frame at a smaller scale only looks within itself: it is a preview.
    const isWhole = own.widthPx === rect.widthPx && own.heightPx === rect.heightPx;
    const seen = isWhole && this.model.manifest.hasFlow === true ? grownRect(rect, picture, Math.max(0, ...beneath.map((task) => task.square.sidePx)) * MOST_MOVE) : rect;
    let samples: Samples | undefined;
    for (const task of beneath) {
      const edited = await this.#edited(pictureId, picture, task);
      const frame = patchFrame(seen, task.square, isWhole ? Number.POSITIVE_INFINITY : maxSidePx);
      const layer = this.#layers.layer(picture, task, edited, detail);
      samples ??= patchSamples(picture, frame);
      samples = asFarAs(maskOf(task), composite(layerBase(picture, frame, layer, { ...frame, samples, topPx: 0 }), layer.change, detail), samples, frame);
    }
    if (samples && seen !== rect) {
      const { xPx, yPx } = rect;
      samples = patchSamples({ ...picture, ...seen, data: samples }, { ...own, rect: { ...rect, xPx: xPx - seen.xPx, yPx: yPx - seen.yPx } });
    }
    const base = patchBase(picture, own, crop, this.#size, samples);
    this.#bases.set(key, base, base.samples.byteLength + base.fineLines.byteLength);
    return base;
  }
}

function squareKey(pictureId: string, { centreXPx, centreYPx, sidePx, rotationRad }: CropSquare): string {
  return `${pictureId}|${centreXPx},${centreYPx},${sidePx},${rotationRad}`;
}

function taskKey(pictureId: string, { square, edit }: FaceTask): string {
  return `${squareKey(pictureId, square)}|${JSON.stringify(edit)}`;
}

function maskOf({ mask }: FaceTask): BrushMask | undefined {
  return mask === undefined ? undefined : readMask(mask);
}

/** A composited patch with what the brush released of it as it was before; the same array. */
function asFarAs(mask: BrushMask | undefined, composited: Samples, before: Samples, frame: PatchFrame): Samples {
  if (mask) releaseBy(mask, composited, before, frame);
  return composited;
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

/** A rectangle of the picture with so much more of it about it. */
function grownRect(rect: RectPx, picture: RgbaImage, byPx: number): RectPx {
  const { xPx, yPx, widthPx, heightPx } = rect;
  return rectWithin(picture, { leftPx: xPx - byPx, topPx: yPx - byPx, rightPx: xPx + widthPx + byPx, bottomPx: yPx + heightPx + byPx }) ?? rect;
}

function writeRect(picture: RgbaImage, rect: RectPx, samples: Samples): void {
  for (let y = 0; y < rect.heightPx; y++) {
    picture.data.set(samples.subarray(y * rect.widthPx * 4, (y + 1) * rect.widthPx * 4), ((rect.yPx + y) * picture.widthPx + rect.xPx) * 4);
  }
}
