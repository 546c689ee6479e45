import { throwIfCancelled } from '../core/cancel.ts';
import type { CropSquare, PointPx } from '../core/geometry.ts';
import type { RgbaImage } from '../core/image.ts';
import type { FindOptions, FivePoints, FoundFace } from './face-finder.ts';
import type { FaceNetworks, FaceSketch } from './face-networks.ts';
import { mapFace } from './map-face.ts';
import { buildPyramid, cutSquare, type Pyramid } from './pyramid.ts';
import { tilesOf, toPicture, turnedTiles } from './tiles.ts';

/** What the detector takes. */
const TILE_PX = 256;
/** Above the landmark network's 192 px, so that coordinates rounded to whole pixels cost little. */
const CROP_PX = 512;
/** Side of the crop in lengths of the face (see `lengthPx`): the face fills half of it. */
const CROP_LENGTHS = 5;
/** Faces shorter than this, from eyes to mouth or from eye to eye, are too small to edit. */
const SMALLEST_LENGTH_PX = 8;

/**
 * Finds a picture's faces in two looks: a detector at three scales says roughly where they are; then each is cut out
 * upright and enlarged, and its landmarks are traced. What is no face in the second look is dropped.
 * @throws an AbortError once the signal is aborted
 */
export async function findFaces(picture: RgbaImage, networks: FaceNetworks, { signal, withHints = false }: FindOptions = {}): Promise<readonly FoundFace[]> {
  const pyramid = buildPyramid(picture);
  const { widthPx, heightPx } = picture;
  const look = async (tiles: readonly CropSquare[]): Promise<readonly FoundFace[]> => {
    const sketches: FaceSketch[] = [];
    for (const tile of tiles) {
      throwIfCancelled(signal);
      for (const sketch of await networks.sketch(cutSquare(pyramid, tile, TILE_PX))) sketches.push(carrySketch(sketch, tile));
    }
    const faces: FoundFace[] = [];
    const isKnown = (extent: Extent): boolean => faces.some((face) => sameFace(extentOf(face.points), extent));
    for (const sketch of sketches.toSorted((a, b) => b.confidence - a.confidence)) {
      throwIfCancelled(signal);
      if (isKnown(sketchExtent(sketch))) continue;
      const face = await trace(pyramid, networks, sketch, withHints);
      if (face && inside(extentOf(face.points).centre, picture) && !isKnown(extentOf(face.points))) faces.push(face);
    }
    return faces.toSorted((a, b) => extentOf(b.points).lengthPx - extentOf(a.points).lengthPx);
  };
  const faces = await look(tilesOf(widthPx, heightPx));
  return faces.length > 0 ? faces : look(turnedTiles(widthPx, heightPx));
}

/** The face nearest to where the sketch has it, if it is about as large. */
async function trace(pyramid: Pyramid, networks: FaceNetworks, sketch: FaceSketch, withHints: boolean): Promise<FoundFace | undefined> {
  const { lengthPx, centre, rotationRad } = sketchExtent(sketch);
  if (lengthPx < SMALLEST_LENGTH_PX) return undefined;
  const crop: CropSquare = { centreXPx: centre.xPx, centreYPx: centre.yPx, sidePx: lengthPx * CROP_LENGTHS, rotationRad };
  const traced = await networks.trace(cutSquare(pyramid, crop, CROP_PX), withHints);
  return traced.map((face) => mapFace(face, (point) => toPicture(point, crop, CROP_PX))).find((face) => {
    const found = extentOf(face.points);
    return sameFace(found, { centre, lengthPx }) && found.lengthPx > lengthPx / 1.6 && found.lengthPx < lengthPx * 1.6;
  });
}

interface Extent {
  /** Halfway between eyes and mouth. */
  readonly centre: PointPx;
  /** The longer of eye to eye and eyes to mouth: a head turned aside or bowed shortens one of them. */
  readonly lengthPx: number;
  readonly rotationRad: number;
}

function sketchExtent({ leftEye, rightEye, mouth }: FaceSketch): Extent {
  const eyes = middle(leftEye, rightEye);
  const right = { xPx: rightEye.xPx - leftEye.xPx, yPx: rightEye.yPx - leftEye.yPx };
  const down = { xPx: mouth.xPx - eyes.xPx, yPx: mouth.yPx - eyes.yPx };
  return {
    centre: middle(eyes, mouth),
    lengthPx: Math.max(Math.hypot(right.xPx, right.yPx), Math.hypot(down.xPx, down.yPx)),
    rotationRad: Math.atan2(right.yPx - down.xPx, right.xPx + down.yPx),
  };
}

function extentOf({ leftEye, rightEye, mouthLeft, mouthRight }: FivePoints): Extent {
  return sketchExtent({ leftEye, rightEye, mouth: middle(mouthLeft, mouthRight), confidence: 1 });
}

/** Two faces cannot be nearer to each other than the larger one's length. */
function sameFace(a: Pick<Extent, 'centre' | 'lengthPx'>, b: Pick<Extent, 'centre' | 'lengthPx'>): boolean {
  return Math.hypot(a.centre.xPx - b.centre.xPx, a.centre.yPx - b.centre.yPx) < Math.max(a.lengthPx, b.lengthPx);
}

function middle(a: PointPx, b: PointPx): PointPx {
  return { xPx: (a.xPx + b.xPx) / 2, yPx: (a.yPx + b.yPx) / 2 };
}

function inside({ xPx, yPx }: PointPx, { widthPx, heightPx }: RgbaImage): boolean {
  return xPx >= 0 && yPx >= 0 && xPx <= widthPx && yPx <= heightPx;
}

function carrySketch({ leftEye, rightEye, mouth, confidence }: FaceSketch, tile: CropSquare): FaceSketch {
  const carry = (point: PointPx): PointPx => toPicture(point, tile, TILE_PX);
  return { leftEye: carry(leftEye), rightEye: carry(rightEye), mouth: carry(mouth), confidence };
}
