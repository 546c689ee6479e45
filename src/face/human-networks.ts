import type { Config, FaceLandmark, FaceResult, Human } from '@vladmandic/human';
import { AppError, describe } from '../core/app-error.ts';
import { partUnreachable } from '../core/part.ts';
import type { PointPx } from '../core/geometry.ts';
import type { FloatImage } from '../core/resample.ts';
import type { FaceHints, FivePoints, FoundFace } from './face-finder.ts';
import type { FaceNetworks, FaceSketch } from './face-networks.ts';

/** A glance may err: the second look decides. */
const SKETCH_CONFIDENCE = 0.3;
/** Of the landmark network's own verdict: faces score 0.9 and more. */
const TRACE_CONFIDENCE = 0.5;

const OFF = { enabled: false };
const SKETCH_FACE: Config['face'] = {
  enabled: true, mesh: OFF, description: OFF, emotion: OFF, iris: OFF, attention: OFF, antispoof: OFF, liveness: OFF,
  detector: { minConfidence: SKETCH_CONFIDENCE, maxDetected: 32, iouThreshold: 0.3, rotation: false, square: false, return: false, skipFrames: 0, skipTime: 0 },
};
const TRACE_FACE: Config['face'] = { ...SKETCH_FACE, detector: { ...SKETCH_FACE.detector, maxDetected: 4 }, mesh: { enabled: true, keepInvalid: false } };
const HINTED_FACE: Config['face'] = {
  ...TRACE_FACE,
  description: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
  emotion: { enabled: true, minConfidence: 0, skipFrames: 0, skipTime: 0 },
};

/** Where Human finds its models and the WebAssembly of its runtime: folders, each ending in "/". */
export interface HumanPaths {
  readonly modelBasePath: string;
  readonly wasmPath: string;
}

/** How to make Human: faces only, nothing remembered from one picture to the next, nothing fetched but from `paths`. */
export function humanConfig(paths: HumanPaths): Partial<Config> {
  return {
    ...paths, backend: 'wasm', debug: false, async: false, warmup: 'none', cacheSensitivity: 0, cacheModels: false, validateModels: false,
    filter: OFF, gesture: OFF, body: OFF, hand: OFF, object: OFF, segmentation: OFF, face: SKETCH_FACE,
  };
}

/** The networks that ship with `@vladmandic/human`, on tfjs's WebAssembly backend. */
export class HumanNetworks implements FaceNetworks {
  readonly #human: Human;
  readonly #loaded = new Set<Config['face']>();

  constructor(human: Human) {
    this.#human = human;
  }

  async sketch(tile: FloatImage): Promise<readonly FaceSketch[]> {
    const faces = await this.#detect(tile, SKETCH_FACE);
    return faces.map(({ mesh, boxScore }) => ({ leftEye: toPoint(mesh[0]!), rightEye: toPoint(mesh[1]!), mouth: toPoint(mesh[3]!), confidence: boxScore }));
  }

  async trace(crop: FloatImage, withHints: boolean): Promise<readonly FoundFace[]> {
    const faces = await this.#detect(crop, withHints ? HINTED_FACE : TRACE_FACE);
    return faces.filter(({ faceScore }) => faceScore >= TRACE_CONFIDENCE).map((face) => ({
      points: fivePoints(face.annotations),
      oval: face.annotations.silhouette.map(middleOfPixel),
      confidence: face.faceScore,
      boxConfidence: face.boxScore,
      hints: withHints ? hintsOf(face) : {},
    }));
  }

  async #detect({ widthPx, heightPx, data }: FloatImage, face: Config['face']): Promise<readonly FaceResult[]> {
    await this.#load(face);
    const tensor = (this.#human.tf as TensorMaker).tensor4d(data, [1, heightPx, widthPx, 3]);
    try {
      return (await this.#human.detect(tensor as never, { face })).face;
    } finally {
      tensor.dispose();
    }
  }

  /** Human only logs a model that it cannot load, and then never answers: so it is asked whether it has them all. */
  async #load(face: Config['face']): Promise<void> {
    if (this.#loaded.has(face)) return;
    const cause = await this.#human.load({ face }).then(() => undefined, (thrown: unknown) => describe(thrown));
    const missing = this.#human.models.stats().modelStats.filter(({ loaded }) => !loaded).map(({ name }) => name);
    if (cause === undefined && missing.length === 0) { this.#loaded.add(face); return; }
    if (missing.length > 0) throw partUnreachable(`the face finder's networks (${missing.join(', ')})`, cause);
    throw new AppError({
      code: 'face-finder-failed', cause, message: 'Expected the face finder\'s networks but they did not start.',
      recovery: 'Reload the page, or set the square on the face by hand.',
    });
  }
}

/** As much of tfjs as is used here; Human does not type it. */
interface TensorMaker {
  tensor4d(values: Float32Array, shape: readonly [number, number, number, number]): { dispose(): void };
}

type MeshPoint = readonly [x: number, y: number, z?: number];

function toPoint([xPx, yPx]: MeshPoint): PointPx {
  return { xPx, yPx };
}

/** Human cuts landmarks down to whole pixels. */
function middleOfPixel([x, y]: MeshPoint): PointPx {
  return { xPx: x + 0.5, yPx: y + 0.5 };
}

/** Human names sides as the person in the picture would. */
function fivePoints(annotations: Readonly<Record<FaceLandmark, readonly MeshPoint[]>>): FivePoints {
  const mouth = annotations.lipsLowerOuter;
  return {
    leftEye: meanOf([...annotations.rightEyeUpper0, ...annotations.rightEyeLower0]),
    rightEye: meanOf([...annotations.leftEyeUpper0, ...annotations.leftEyeLower0]),
    noseTip: middleOfPixel(annotations.noseTip[0]!),
    mouthLeft: middleOfPixel(mouth[0]!),
    mouthRight: middleOfPixel(mouth.at(-1)!),
  };
}

function meanOf(points: readonly MeshPoint[]): PointPx {
  const sum = points.map(middleOfPixel).reduce((a, b) => ({ xPx: a.xPx + b.xPx, yPx: a.yPx + b.yPx }));
  return { xPx: sum.xPx / points.length, yPx: sum.yPx / points.length };
}

/** Human tells a gender and how far its network's output lies from the middle, as a share of the way. */
function hintsOf({ age, gender, genderScore = 0, emotion, embedding }: FaceResult): FaceHints {
  return {
    ageYears: age,
    femaleProbability: gender === 'female' ? 0.5 + genderScore / 2 : gender === 'male' ? 0.5 - genderScore / 2 : undefined,
    happyProbability: emotion?.find((candidate) => candidate.emotion === 'happy')?.score ?? (emotion ? 0 : undefined),
    descriptor: embedding,
  };
}
