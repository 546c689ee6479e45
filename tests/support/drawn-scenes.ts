import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { CropSquare } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { seededRandom } from './pictures.ts';

const SAMPLE = fileURLToPath(new URL('../../public/samples/drawn-girl.webp', import.meta.url));
/** Where the sample's face is, framed as the detector's drawings are: from the parting to below the chin. */
const SAMPLE_FACE = { x: 106, y: 122, sidePx: 300 };
const SAMPLE_SIDE_PX = 512;

/** A picture composed of our drawn sample, and where its faces are. */
export interface DrawnScene {
  readonly png: Buffer;
  readonly faces: readonly CropSquare[];
}

/** How large, where (centre), turned by how much, on a ground of how many shapes. */
interface Placed {
  readonly sidePx: number;
  readonly xPx: number;
  readonly yPx: number;
  readonly degrees: number;
  readonly isMirrored?: boolean;
}

/** Shapes and colours that a drawing might have, and no face. */
export function drawnGround(widthPx: number, heightPx: number, seed: number): string {
  const random = seededRandom(seed);
  const colour = (): string => `rgb(${[0, 0, 0].map(() => Math.floor(random() * 256)).join()})`;
  const shapes = Array.from({ length: 30 }, () => {
    const [x, y, r] = [random() * widthPx, random() * heightPx, (0.02 + 0.15 * random()) * widthPx];
    return random() < 0.5 ? `<circle cx="${x}" cy="${y}" r="${r}" fill="${colour()}"/>` : `<path d="M${x} ${y} l${r} ${r * random()} l${-r * random()} ${r} Z" fill="${colour()}" stroke="#333"/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}"><rect width="100%" height="100%" fill="${colour()}"/>${shapes.join('')}</svg>`;
}

/** Pastes the sample as an oval cut-out, so that it brings no square edge along. */
export async function drawnScene(widthPx: number, heightPx: number, seed: number, placed: readonly Placed[]): Promise<DrawnScene> {
  const layers = await Promise.all(placed.map(async ({ sidePx, xPx, yPx, degrees, isMirrored = false }) => {
    const wholePx = Math.round(sidePx * SAMPLE_SIDE_PX / SAMPLE_FACE.sidePx);
    const oval = `<svg xmlns="http://www.w3.org/2000/svg" width="${wholePx}" height="${wholePx}"><ellipse cx="50%" cy="54%" rx="42%" ry="46%"/></svg>`;
    const cut = await sharp(SAMPLE).resize(wholePx).flop(isMirrored).composite([{ input: Buffer.from(oval), blend: 'dest-in' }]).png().toBuffer();
    const { data, info } = await sharp(cut).rotate(degrees, { background: { r: 0, g: 0, b: 0, alpha: 0 } }).png().toBuffer({ resolveWithObject: true });
    // From the middle of the sample, about which it is turned, to the middle of its face.
    const off = turned({ x: (SAMPLE_FACE.x + SAMPLE_FACE.sidePx / 2 - SAMPLE_SIDE_PX / 2) * (isMirrored ? -1 : 1), y: SAMPLE_FACE.y + SAMPLE_FACE.sidePx / 2 - SAMPLE_SIDE_PX / 2 }, degrees, wholePx / SAMPLE_SIDE_PX);
    return { input: data, left: Math.round(xPx - off.x - info.width / 2), top: Math.round(yPx - off.y - info.height / 2) };
  }));
  const png = await sharp(Buffer.from(drawnGround(widthPx, heightPx, seed))).composite(layers).removeAlpha().png().toBuffer();
  return { png, faces: placed.map(({ sidePx, xPx, yPx }) => ({ centreXPx: xPx, centreYPx: yPx, sidePx, rotationRad: 0 })) };
}

function turned({ x, y }: { readonly x: number; readonly y: number }, degrees: number, scale: number): { readonly x: number; readonly y: number } {
  const rad = degrees * Math.PI / 180;
  return { x: (x * Math.cos(rad) - y * Math.sin(rad)) * scale, y: (x * Math.sin(rad) + y * Math.cos(rad)) * scale };
}

/** The samples of an encoded picture. */
export async function samplesOf(picture: Buffer | string): Promise<RgbaImage> {
  const { data, info } = await sharp(picture).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, data: new Uint8ClampedArray(data) };
}
