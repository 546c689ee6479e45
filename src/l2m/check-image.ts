/** Of so many steps a unit: a picture of 256 px then compresses to 20 KB and not to 340. */
const STEPS = 128;

/**
 * A synthetic picture for the self-check of a backend, `[1,3,S,S] float32 NCHW in [-1,1]`: gradients, a tilted face-like oval,
 * two discs and a bar, so that it has smooth planes, edges and all colours, and is nobody's picture.
 */
export function synthesiseCheckImage(sidePx: number): Float32Array<ArrayBuffer> {
  const plane = sidePx * sidePx;
  const image = new Float32Array(3 * plane);
  for (let row = 0; row < sidePx; row++) {
    for (let column = 0; column < sidePx; column++) {
      const rgb = colourAt((column + 0.5) / sidePx, (row + 0.5) / sidePx);
      for (const [channel, value] of rgb.entries()) image[channel * plane + row * sidePx + column] = Math.round(value * STEPS) / STEPS;
    }
  }
  return image;
}

type Rgb = readonly [number, number, number];

/** Colour at `x`, `y` in [0,1], each channel in [-1,1]. */
function colourAt(x: number, y: number): Rgb {
  const [u, v] = [x - 0.5 + 0.1 * (y - 0.5), y - 0.52];
  if (Math.hypot(u + 0.14, v + 0.1) < 0.05 || Math.hypot(u - 0.14, v + 0.1) < 0.05) return [-0.7, -0.6, -0.4];
  if (Math.abs(u) < 0.13 && Math.abs(v - 0.18) < 0.03) return [0.4, -0.5, -0.4];
  const oval = Math.hypot(u / 0.34, v / 0.43);
  if (oval < 1) return [0.75 - 0.5 * oval ** 2, 0.35 - 0.45 * oval ** 2, 0.1 - 0.4 * oval ** 2];
  return [2 * x - 1, 1 - 2 * y, 1.6 * x * y - 0.8];
}
