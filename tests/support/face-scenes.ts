import sharp from 'sharp';
import type { CropSquare } from '../../src/core/geometry.ts';

/** An average face of `public/samples/` at a place in a picture. */
export interface PlacedFace {
  readonly sample: 'average-man' | 'average-woman';
  readonly square: CropSquare;
}

const DEGREES = 180 / Math.PI;

/** Four faces of 190 to 430 px, turned by up to 24 degrees; none overlaps another. */
export const GROUP: readonly PlacedFace[] = [
  { sample: 'average-woman', square: { centreXPx: 330, centreYPx: 420, sidePx: 430, rotationRad: -12 / DEGREES } },
  { sample: 'average-man', square: { centreXPx: 810, centreYPx: 360, sidePx: 360, rotationRad: 9 / DEGREES } },
  { sample: 'average-woman', square: { centreXPx: 1210, centreYPx: 560, sidePx: 300, rotationRad: 24 / DEGREES } },
  { sample: 'average-man', square: { centreXPx: 1430, centreYPx: 240, sidePx: 190, rotationRad: 0 } },
];

/** The face on a transparent ground, faded towards its edges as in a portrait's soft focus. */
async function fadedFace({ sample, square: { sidePx, rotationRad } }: PlacedFace): Promise<Buffer> {
  const rim = sidePx * 0.09;
  const fade = Buffer.from(
    `<svg width="${sidePx}" height="${sidePx}"><filter id="b"><feGaussianBlur stdDeviation="${rim / 2.6}"/></filter>`
    + `<rect x="${rim}" y="${rim}" width="${sidePx - 2 * rim}" height="${sidePx - 2 * rim}" rx="${sidePx * 0.3}" filter="url(#b)"/></svg>`,
  );
  const face = await sharp(`public/samples/${sample}.webp`).resize(sidePx, sidePx).ensureAlpha().composite([{ input: fade, blend: 'dest-in' }]).png().toBuffer();
  return sharp(face).rotate(rotationRad * DEGREES, { background: { r: 0, g: 0, b: 0, alpha: 0 } }).png().toBuffer();
}

/** A picture of several faces on a plain ground, as PNG. */
export async function groupPicture(faces = GROUP, widthPx = 1600, heightPx = 900): Promise<Buffer> {
  const ground = Buffer.from(
    `<svg width="${widthPx}" height="${heightPx}"><defs><linearGradient id="g" x2="0.4" y2="1"><stop stop-color="#7d8a94"/><stop offset="1" stop-color="#a99f92"/></linearGradient></defs>`
    + `<rect width="100%" height="100%" fill="url(#g)"/></svg>`,
  );
  const layers = await Promise.all(faces.map(async (face) => {
    const input = await fadedFace(face);
    const { width, height } = await sharp(input).metadata();
    return { input, left: Math.round(face.square.centreXPx - width / 2), top: Math.round(face.square.centreYPx - height / 2) };
  }));
  return sharp(ground).composite(layers).removeAlpha().png().toBuffer();
}

/** A drawn scene with a face that no landmark library should be asked about, as PNG; the face fills the returned square. */
export async function drawnPicture(): Promise<{ readonly png: Buffer; readonly square: CropSquare }> {
  const svg = `<svg width="1500" height="1000" xmlns="http://www.w3.org/2000/svg">
    <rect width="1500" height="1000" fill="#cfe3ee"/><rect y="720" width="1500" height="280" fill="#8fb38a"/>
    <circle cx="1230" cy="190" r="90" fill="#f6e3a1"/><path d="M0 720 L260 420 L520 720Z" fill="#9aa8b8"/>
    <g transform="translate(980 560)">
      <path d="M-190 40 C-210 -220 210 -220 190 40 L190 200 L-190 200Z" fill="#5a3b6e"/>
      <ellipse rx="140" ry="165" fill="#f7d9c4"/><path d="M-150 -40 C-120 -190 120 -190 150 -40 L90 -95 L40 -55 L0 -110 L-50 -55 L-95 -100Z" fill="#5a3b6e"/>
      <ellipse cx="-58" cy="10" rx="30" ry="42" fill="#fff"/><ellipse cx="58" cy="10" rx="30" ry="42" fill="#fff"/>
      <ellipse cx="-54" cy="16" rx="20" ry="32" fill="#3c6ea8"/><ellipse cx="54" cy="16" rx="20" ry="32" fill="#3c6ea8"/>
      <circle cx="-60" cy="4" r="8" fill="#fff"/><circle cx="48" cy="4" r="8" fill="#fff"/>
      <path d="M-26 92 Q0 108 26 92" stroke="#a34a4a" stroke-width="6" fill="none"/>
    </g></svg>`;
  return { png: await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer(), square: { centreXPx: 980, centreYPx: 560, sidePx: 340, rotationRad: 0 } };
}
