import type { CropSquare, PointPx } from '../../src/core/geometry.ts';
import type { RgbaImage } from '../../src/core/image.ts';
import { buildPyramid } from '../../src/face/pyramid.ts';
import { seededRandom } from './pictures.ts';

/** Where a portrait lies in a composed picture: the square that its own frame became. */
export interface PlacedPortrait {
  readonly index: number;
  readonly square: CropSquare;
}

export interface GroupPlan {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Wanted side of each portrait's frame in the group picture. */
  readonly sidesPx: readonly number[];
  readonly maxTurnRad: number;
  readonly seed: number;
}

/** Places frames of the given sides where their inscribed discs do not meet, turned at random; the first and the last all the way. */
export function placePortraits({ widthPx, heightPx, sidesPx, maxTurnRad, seed }: GroupPlan): readonly PlacedPortrait[] {
  const random = seededRandom(seed);
  const placed: PlacedPortrait[] = [];
  for (const [index, sidePx] of sidesPx.entries()) {
    const turn = index === 0 ? 1 : index === sidesPx.length - 1 ? -1 : 2 * random() - 1;
    for (let attempt = 0; ; attempt++) {
      if (attempt > 20_000) throw new Error(`Expected room for ${sidesPx.length} portraits but number ${index} of ${sidePx} px does not fit.`);
      const square = { centreXPx: sidePx / 2 + random() * (widthPx - sidePx), centreYPx: sidePx / 2 + random() * (heightPx - sidePx), sidePx, rotationRad: turn * maxTurnRad };
      const free = placed.every(({ square: other }) => Math.hypot(other.centreXPx - square.centreXPx, other.centreYPx - square.centreYPx) > (other.sidePx + sidePx) / 2);
      if (free) { placed.push({ index, square }); break; }
    }
  }
  return placed;
}

/** Draws portraits into a picture, each as a disc with a soft edge, over slanted stripes of soft colour and a little noise. */
export function composeGroup(portraits: readonly RgbaImage[], placed: readonly PlacedPortrait[], { widthPx, heightPx, seed }: GroupPlan): RgbaImage {
  const group = background(widthPx, heightPx, seed);
  for (const { index, square } of placed) paste(portraits[index]!, square, group);
  return group;
}

function background(widthPx: number, heightPx: number, seed: number): RgbaImage {
  const random = seededRandom(seed + 1);
  const data = new Uint8ClampedArray(widthPx * heightPx * 4);
  for (let y = 0, to = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++, to += 4) {
      const light = 120 + 60 * Math.sin((x + 0.6 * y) / 90) + 20 * (random() - 0.5);
      data.set([light, light * 0.95, 255 - light, 255], to);
    }
  }
  return { widthPx, heightPx, data };
}

function paste(portrait: RgbaImage, square: CropSquare, group: RgbaImage): void {
  const levels = buildPyramid(portrait);
  const level = Math.min(levels.length - 1, Math.max(0, Math.round(Math.log2(portrait.widthPx / square.sidePx))));
  const source = levels[level]!;
  const scale = source.widthPx / square.sidePx;
  const radius = square.sidePx / 2;
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  for (let y = Math.max(0, Math.floor(square.centreYPx - radius)); y < Math.min(group.heightPx, square.centreYPx + radius); y++) {
    for (let x = Math.max(0, Math.floor(square.centreXPx - radius)); x < Math.min(group.widthPx, square.centreXPx + radius); x++) {
      const dx = x + 0.5 - square.centreXPx;
      const dy = y + 0.5 - square.centreYPx;
      const alpha = Math.min(1, (1 - Math.hypot(dx, dy) / radius) / 0.08);
      if (alpha <= 0) continue;
      const u = (dx * cos + dy * sin) * scale + source.widthPx / 2 - 0.5;
      const v = (dy * cos - dx * sin) * scale + source.heightPx / 2 - 0.5;
      blend(group, (y * group.widthPx + x) * 4, source, u, v, alpha);
    }
  }
}

function blend(group: RgbaImage, to: number, { widthPx, heightPx, data }: RgbaImage, u: number, v: number, alpha: number): void {
  const x0 = Math.min(widthPx - 2, Math.max(0, Math.floor(u)));
  const y0 = Math.min(heightPx - 2, Math.max(0, Math.floor(v)));
  const fx = Math.min(1, Math.max(0, u - x0));
  const fy = Math.min(1, Math.max(0, v - y0));
  const a = (y0 * widthPx + x0) * 4;
  const b = a + widthPx * 4;
  for (let c = 0; c < 3; c++) {
    const above = data[a + c]! + fx * (data[a + 4 + c]! - data[a + c]!);
    const below = data[b + c]! + fx * (data[b + 4 + c]! - data[b + c]!);
    group.data[to + c] = group.data[to + c]! * (1 - alpha) + (above + fy * (below - above)) * alpha;
  }
}

/** Carries a point of a portrait to the group picture. */
export function carryToGroup({ xPx, yPx }: PointPx, portraitSidePx: number, square: CropSquare): PointPx {
  const u = (xPx / portraitSidePx - 0.5) * square.sidePx;
  const v = (yPx / portraitSidePx - 0.5) * square.sidePx;
  const cos = Math.cos(square.rotationRad);
  const sin = Math.sin(square.rotationRad);
  return { xPx: square.centreXPx + u * cos - v * sin, yPx: square.centreYPx + u * sin + v * cos };
}
