import { AppError } from '../core/app-error.ts';
import { laidOver } from '../core/attention-change.ts';
import { normalNoise } from '../core/normal-noise.ts';
import { codesOfReference, type StyleLatents } from '../l2m/latent.ts';
import { domainCount, type BundleManifest } from '../l2m/manifest.ts';
import type { GraphName } from '../l2m/spec.ts';
import type { BundleContents } from '../bundle/bundle-files.ts';
import { LruCache } from './lru-cache.ts';
import type { Runtime, RuntimeSession, RuntimeTensor } from './runtime.ts';

const SEED_CACHE_BYTES = 2 ** 18;

/** What the decoder needs of a face beside its style: content features, and skips where the model has them. */
export type ContentFeatures = Readonly<Record<string, RuntimeTensor>>;

/** What the decoder gives: `image [1,3,S,S]` float32 NCHW, about [-1,1], and, of models that have them, `attention [1,1,S,S]` in [0,1] and `flow [1,2,C,C]`. */
export interface DecodedFace {
  readonly image: Float32Array<ArrayBuffer>;
  readonly attention: Float32Array<ArrayBuffer> | undefined;
  readonly flow: Float32Array<ArrayBuffer> | undefined;
  readonly light: Float32Array<ArrayBuffer> | undefined;
}

/** What the graphs say of a crop without its content. */
export interface SeenFace {
  /** Style code per domain, `[D,K]` row-major. */
  readonly codes: Float32Array<ArrayBuffer>;
  /** `[k]`, positive for on; empty without a classifier. */
  readonly logits: Float32Array<ArrayBuffer>;
}

/** Everything that depends on the crop alone. */
export interface EncodedFace extends SeenFace {
  readonly features: ContentFeatures;
}

/** A bundle's graphs, loaded in a runtime. Calls must come one at a time. */
export class L2mModel {
  readonly manifest: BundleManifest;
  readonly runtime: Runtime;
  readonly #sessions: ReadonlyMap<GraphName, RuntimeSession>;
  /** What the mapping network made of the last seeds. */
  readonly #codesOfSeeds = new LruCache<Float32Array<ArrayBuffer>>(SEED_CACHE_BYTES, () => undefined);

  private constructor(runtime: Runtime, manifest: BundleManifest, sessions: ReadonlyMap<GraphName, RuntimeSession>) {
    this.runtime = runtime;
    this.manifest = manifest;
    this.#sessions = sessions;
  }

  /** @throws AppError `session-failed` */
  static async load(runtime: Runtime, contents: BundleContents): Promise<L2mModel> {
    const sessions = new Map<GraphName, RuntimeSession>();
    try {
      for (const [name, bytes] of contents.graphs) {
        const keepOutputsOnDevice = name === 'content-encoder' ? contentOutputs(contents.manifest) : [];
        sessions.set(name, await runtime.createSession(bytes, { keepOutputsOnDevice }));
      }
    } catch (thrown) {
      for (const session of sessions.values()) await session.release().catch(() => undefined);
      throw thrown;
    }
    return new L2mModel(runtime, contents.manifest, sessions);
  }

  /** A model over sessions that load by themselves. */
  static over(runtime: Runtime, manifest: BundleManifest, sessions: ReadonlyMap<GraphName, RuntimeSession>): L2mModel {
    return new L2mModel(runtime, manifest, sessions);
  }

  /** Runs the graphs that look at the crop, `[1,3,S,S]` float32 NCHW in [-1,1]. */
  async encode(crop: Float32Array<ArrayBuffer>): Promise<EncodedFace> {
    const image = this.#image(crop);
    const seen = await this.#look(image);
    const features = await this.#encodeContent(image);
    image.dispose();
    return { features, ...seen };
  }

  /** The same without what only the decoder needs. */
  async look(crop: Float32Array<ArrayBuffer>): Promise<SeenFace> {
    const image = this.#image(crop);
    const seen = await this.#look(image);
    image.dispose();
    return seen;
  }

  #image(crop: Float32Array<ArrayBuffer>): RuntimeTensor {
    const size = this.manifest.imageSizePx;
    return this.runtime.tensor(crop, [1, 3, size, size]);
  }

  async #look(image: RuntimeTensor): Promise<SeenFace> {
    const codes = await this.#read('style-encoder', { image }, 'codes');
    const logits = this.#sessions.has('attribute-classifier') ? await this.#read('attribute-classifier', { image }, 'logits') : new Float32Array(0);
    expectFinite(codes, 'style code');
    expectFinite(logits, 'logits');
    return { codes, logits };
  }

  async #encodeContent(image: RuntimeTensor): Promise<ContentFeatures> {
    if (!this.manifest.hasHighPassSkips) return this.#run('content-encoder', { image });
    const { mask0, mask1, heatmaps } = await this.#run('landmark-heatmaps', { image });
    if (!mask0 || !mask1) throw missing('landmark-heatmaps', 'mask0 and mask1');
    const features = await this.#run('content-encoder', { image, mask0, mask1 });
    for (const tensor of [heatmaps, mask0, mask1]) tensor?.dispose();
    return features;
  }

  /**
   * Splits the style code of a source domain and moves it to every target (the style-transformer graph). With a mapping network
   * the code is whole, all of it related, and the targets are those of the first seed.
   */
  async latents(face: Pick<SeenFace, 'codes'>, sourceDomain: number): Promise<StyleLatents> {
    const width = this.manifest.styleDim;
    const domains = domainCount(this.manifest);
    if (sourceDomain < 0 || sourceDomain >= domains) {
      throw new AppError({ code: 'domain-out-of-range', message: `Expected a domain below ${domains} for the source but received ${sourceDomain}.` });
    }
    const own = face.codes.slice(sourceDomain * width, (sourceDomain + 1) * width);
    if (this.#isMapped) return { unrelated: new Float32Array(width), related: own, targets: await this.#codesOfSeed(0) };
    const code = this.runtime.tensor(own, [1, width]);
    const outputs = await this.#run('style-transformer', { code });
    code.dispose();
    const read = async (name: string): Promise<Float32Array<ArrayBuffer>> => {
      const values = await takeOut('style-transformer', outputs, name);
      expectFinite(values, 'style code');
      return values;
    };
    return { unrelated: await read('unrelated'), related: await read('related'), targets: await read('targets') };
  }

  /** The same with the targets of another seed; a model without a mapping network has no other ones. */
  async withSeed(latents: StyleLatents, seed: number): Promise<StyleLatents> {
    return this.#isMapped ? { ...latents, targets: await this.#codesOfSeed(seed) } : latents;
  }

  get #isMapped(): boolean {
    return this.#sessions.has('mapping-network');
  }

  async #codesOfSeed(seed: number): Promise<Float32Array<ArrayBuffer>> {
    const key = String(seed);
    const known = this.#codesOfSeeds.get(key);
    if (known) return known;
    const { latentDim = 0 } = this.manifest;
    const latent = this.runtime.tensor(normalNoise(seed, latentDim), [1, latentDim]);
    const codes = await this.#read('mapping-network', { latent }, 'codes');
    latent.dispose();
    expectFinite(codes, 'style code');
    this.#codesOfSeeds.set(key, codes, codes.byteLength);
    return codes;
  }

  /** A reference's related code in every domain, `[D,K]`; by each domain's own head where nobody can tell which one is its own. */
  async referenceCodes(face: SeenFace, ownDomain: number | undefined): Promise<Float32Array<ArrayBuffer>> {
    if (this.#isMapped) return face.codes.slice();
    if (ownDomain !== undefined) return codesOfReference(await this.latents(face, ownDomain), ownDomain);
    const codes = new Float32Array(face.codes.length);
    for (let domain = 0; domain < domainCount(this.manifest); domain++) {
      codes.set((await this.latents(face, domain)).related, domain * this.manifest.styleDim);
    }
    return codes;
  }

  /**
   * Renders one style `[K]` on a face.
   * @throws AppError `model-not-finite`
   */
  async decode(features: ContentFeatures, style: Float32Array<ArrayBuffer>): Promise<DecodedFace> {
    const tensor = this.runtime.tensor(style, [1, this.manifest.styleDim]);
    const outputs = await this.#run('decoder', { ...features, style: tensor });
    tensor.dispose();
    const image = await takeOut('decoder', outputs, 'image');
    const attention = this.manifest.hasAttention ? await takeOut('decoder', outputs, 'attention') : undefined;
    expectFinite(image, 'picture');
    const flow = this.manifest.hasFlow ? await takeOut('decoder', outputs, 'flow') : undefined;
    if (attention) expectFinite(attention, 'attention');
    if (flow) expectFinite(flow, 'flow');
    const light = this.manifest.hasLight ? await takeOut('decoder', outputs, 'light') : undefined;
    if (light) expectFinite(light, 'light');
    return { image, attention, flow, light };
  }

  /**
   * The same as a picture, made of the crop that the features are of, in its tone (`toneOf`): `[1,3,S,S]` float32 NCHW, about [-1,1].
   * @throws AppError `model-not-finite`
   */
  async picture(crop: Float32Array, features: ContentFeatures, style: Float32Array<ArrayBuffer>, tone: Float32Array): Promise<Float32Array<ArrayBuffer>> {
    const { image, attention, flow, light } = await this.decode(features, style);
    return attention ? laidOver(crop, { image, attention, flow, light }, tone) : image;
  }

  async release(): Promise<void> {
    for (const session of this.#sessions.values()) await session.release();
  }

  async #run(graph: GraphName, inputs: Readonly<Record<string, RuntimeTensor>>): Promise<Readonly<Record<string, RuntimeTensor>>> {
    const session = this.#sessions.get(graph);
    if (!session) throw missing('bundle', `the graph ${graph}`);
    return session.run(inputs);
  }

  async #read(graph: GraphName, inputs: Readonly<Record<string, RuntimeTensor>>, output: string): Promise<Float32Array<ArrayBuffer>> {
    return takeOut(graph, await this.#run(graph, inputs), output);
  }
}

/** Reads one of a graph's outputs and disposes of it. */
async function takeOut(graph: GraphName, outputs: Readonly<Record<string, RuntimeTensor>>, name: string): Promise<Float32Array<ArrayBuffer>> {
  const tensor = outputs[name];
  if (!tensor) throw missing(graph, name);
  const data = (await tensor.read()).slice();
  tensor.dispose();
  return data;
}

/** NaN would be saved as black, and called done. A plain loop: it runs at every slider move. */
function expectFinite(values: Float32Array, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new AppError({
      code: 'model-not-finite', message: `Expected the model's ${what} to be numbers but received ${String(values[i])}.`,
      recovery: 'Use a level nearer to the middle, or another model: this one may be damaged.',
    });
  }
}

function contentOutputs(manifest: BundleManifest): readonly string[] {
  return manifest.hasHighPassSkips ? ['content', 'skip32', 'skip64', 'skip128'] : ['content'];
}

function missing(where: string, what: string): AppError {
  return new AppError({
    code: 'graph-contract', message: `Expected ${what} of ${where} but it is not there.`,
    recovery: 'The bundle does not follow the format. Convert the checkpoint again.',
  });
}
