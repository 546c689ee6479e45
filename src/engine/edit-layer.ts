import { attentionChange, type AttentiveImage } from '../core/attention-change.ts';
import { faceChange, type FaceGround } from '../core/change.ts';
import { patchBase, type PatchBase } from '../core/composite.ts';
import { flownCrop, flownSamples, flowWithin, type FlowSource } from '../core/flow.ts';
import type { RgbaImage } from '../core/image.ts';
import { faceRegion, NARROW_EDGE_FEATHER, narrowedRegion, type FaceRegion } from '../core/mask.ts';
import type { MouthWindow } from '../core/mouth.ts';
import type { PatchFrame } from '../core/patch.ts';
import type { FloatImage } from '../core/resample.ts';
import { changedAttributes } from '../edit/edit-kinds.ts';
import type { FaceTask } from '../edit/face-edit.ts';
import { mouthWindow } from '../face/templates.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { regionMaps, type RegionMap } from '../l2m/regions.ts';
import { LruCache } from './lru-cache.ts';

const REGION_CACHE_BYTES = 16 * 2 ** 20;

/** A face with its edit, in the picture's own colours. */
export interface EditedImage {
  /** `[1,3,S,S]` float32 NCHW in [-1,1], and so is `image`, about. */
  readonly crop: Float32Array<ArrayBuffer>;
  readonly image: Float32Array<ArrayBuffer>;
  /** What says how much of it comes in: the model itself, or what it is compared with. */
  readonly against: (Omit<AttentiveImage, 'image'> & { readonly tone: Float32Array }) | { readonly ground: FaceGround };
  readonly cosine: number;
}

/** An edit made ready for any patch of its face. */
export interface Layer {
  /** What it lies on: the crop, moved where the model moves it. */
  readonly crop: Float32Array<ArrayBuffer>;
  readonly flow: FloatImage | undefined;
  /** As `faceChange` and `attentionChange` make it. */
  readonly change: FloatImage;
}

/** What a layer is composited with in a patch of the picture, whose samples are the source's. */
export function layerBase(picture: RgbaImage, frame: PatchFrame, { crop, flow, change }: Layer, source: FlowSource): PatchBase {
  return patchBase(picture, frame, crop, change.widthPx, flow ? flownSamples(source, frame, flow) : source.samples);
}

/** Makes layers of a bundle's edits. */
export class LayerMaker {
  readonly #manifest: BundleManifest;
  /** Where an edit of each attribute may change the crop. */
  readonly #maps: readonly (RegionMap | undefined)[];
  readonly #regions = new LruCache<FaceRegion>(REGION_CACHE_BYTES, () => undefined);

  constructor(manifest: BundleManifest) {
    this.#manifest = manifest;
    this.#maps = regionMaps(manifest);
  }

  layer(picture: RgbaImage, task: FaceTask, { crop, image, against }: EditedImage, detail: number): Layer {
    const { square, edit } = task;
    const region = this.#region(picture, task);
    if ('ground' in against) {
      const change = faceChange(image, against.ground, region, square.sidePx, detail, this.#mouthWindow(changedAttributes(edit)));
      return { crop, flow: undefined, change };
    }
    const flow = against.flow && flowWithin(against.flow, region.mask);
    const ground = flow ? flownCrop(crop, flow) : crop;
    return { crop: ground, flow, change: attentionChange(ground, { image, ...against }, against.tone, region, square.sidePx, detail, this.#manifest.hasFarLight === true) };
  }

  #region(picture: RgbaImage, { square, oval, edit }: FaceTask): FaceRegion {
    const attributes = changedAttributes(edit);
    const key = JSON.stringify([square, oval, picture.widthPx, picture.heightPx, attributes]);
    const known = this.#regions.get(key);
    if (known) return known;
    const whole = faceRegion(square, picture, oval, this.#manifest.imageSizePx, this.#manifest.hasFarLight ? NARROW_EDGE_FEATHER : undefined);
    const maps = attributes.flatMap((j) => this.#maps[j] ?? []);
    // One attribute that may change everything needs no other's map.
    const region = maps.length > 0 && maps.length === attributes.length ? narrowedRegion(whole, maps) : whole;
    this.#regions.set(key, region, region.mask.byteLength * 3);
    return region;
  }

  /** Where a mouth is looked for that an edit of these attributes opens or closes. */
  #mouthWindow(attributes: readonly number[]): MouthWindow | undefined {
    const { alignment, domains, wholeMouths = [] } = this.#manifest;
    if (domains.kind === 'named' || !attributes.some((j) => wholeMouths.includes(domains.attributes[j]!.id))) return undefined;
    return mouthWindow(alignment);
  }
}
