/** Planes interleaved by pixel: `[H,W,C]` float32 HWC. */
export interface FloatImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly channels: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Where output samples lie along one axis: sample i at `start + i step`, in input pixels between centres. */
export interface Axis {
  readonly count: number;
  readonly start: number;
  readonly step: number;
}

/** The axis that resizes `from` samples to `to` over the same extent. */
export function resizeAxis(from: number, to: number): Axis {
  return { count: to, start: (0.5 * from) / to - 0.5, step: from / to };
}

interface Taps {
  /** First input index of each output, before clamping. */
  readonly first: Int32Array;
  /** A multiple of four. */
  readonly perOutput: number;
  /** `[count, perOutput]` */
  readonly weights: Float32Array;
}

/** Catmull-Rom kernel (Keys 1981, a = -0.5), support [-2,2]. */
function catmullRom(x: number): number {
  const t = Math.abs(x);
  if (t < 1) return (1.5 * t - 2.5) * t * t + 1;
  return t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
}

/** Kernel weights per output sample; the kernel widens when shrinking, so that nothing aliases. */
function tapsOf({ count, start, step }: Axis): Taps {
  const stretch = Math.max(1, Math.abs(step));
  const perOutput = 4 * Math.ceil(stretch);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * perOutput);
  for (let i = 0; i < count; i++) {
    const position = start + i * step;
    const from = Math.floor(position - 2 * stretch) + 1;
    first[i] = from;
    let sum = 0;
    for (let t = 0; t < perOutput; t++) sum += catmullRom((from + t - position) / stretch);
    for (let t = 0; t < perOutput; t++) weights[i * perOutput + t] = catmullRom((from + t - position) / stretch) / sum;
  }
  return { first, perOutput, weights };
}

/** Resamples with the separable cubic onto any axis-aligned grid; edges are held. */
export function resample(image: FloatImage, columns: Axis, rows: Axis): FloatImage {
  return resampleRows(resampleColumns(image, columns), rows);
}

function resampleColumns({ widthPx, heightPx, channels, data }: FloatImage, axis: Axis): FloatImage {
  const { first, perOutput, weights } = tapsOf(axis);
  const out = new Float32Array(axis.count * heightPx * channels);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < axis.count; x++) {
      const to = (y * axis.count + x) * channels;
      for (let t = 0; t < perOutput; t++) {
        const weight = weights[x * perOutput + t]!;
        const from = (y * widthPx + clamp(first[x]! + t, widthPx)) * channels;
        for (let c = 0; c < channels; c++) out[to + c] = out[to + c]! + weight * data[from + c]!;
      }
    }
  }
  return { widthPx: axis.count, heightPx, channels, data: out };
}

function resampleRows({ widthPx, heightPx, channels, data }: FloatImage, axis: Axis): FloatImage {
  const { first, perOutput, weights } = tapsOf(axis);
  const stride = widthPx * channels;
  const out = new Float32Array(axis.count * stride);
  for (let y = 0; y < axis.count; y++) {
    for (let t = 0; t < perOutput; t += 4) {
      const row = (k: number): number => clamp(first[y]! + t + k, heightPx) * stride;
      addFour(out, y * stride, data, [row(0), row(1), row(2), row(3)], weights.subarray(y * perOutput + t, y * perOutput + t + 4), stride);
    }
  }
  return { widthPx, heightPx: axis.count, channels, data: out };
}

/** Four taps a pass: this loop is most of a frame's compositing, and four passes of one tap take twice as long. */
function addFour(out: Float32Array, to: number, data: Float32Array, [a, b, c, d]: readonly [number, number, number, number], weights: Float32Array, length: number): void {
  const wa = weights[0]!;
  const wb = weights[1]!;
  const wc = weights[2]!;
  const wd = weights[3]!;
  for (let i = 0; i < length; i++) out[to + i] = out[to + i]! + wa * data[a + i]! + wb * data[b + i]! + wc * data[c + i]! + wd * data[d + i]!;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index < size ? index : size - 1;
}
