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

/** Sees one output row, `[W,C]` float32; the array is used again for the next row. */
export type RowVisitor = (y: number, row: Float32Array<ArrayBuffer>) => void;

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

/** Resamples with the separable cubic onto any axis-aligned grid, row by row; edges are held. */
export function resampleRows(image: FloatImage, columns: Axis, rows: Axis, visit: RowVisitor): void {
  const { heightPx, channels, data, widthPx } = resampleColumns(image, columns);
  const { first, perOutput, weights } = tapsOf(rows);
  const stride = widthPx * channels;
  const row = new Float32Array(stride);
  for (let y = 0; y < rows.count; y++) {
    for (let t = 0; t < perOutput; t += 4) {
      const line = (k: number): Float32Array => {
        const from = clamp(first[y]! + t + k, heightPx) * stride;
        return data.subarray(from, from + stride);
      };
      const of = weights.subarray(y * perOutput + t, y * perOutput + t + 4);
      (t === 0 ? setFour : addFour)(row, line(0), line(1), line(2), line(3), of);
    }
    visit(y, row);
  }
}

/** Resamples as a whole; see `resampleRows`. */
export function resample(image: FloatImage, columns: Axis, rows: Axis): FloatImage {
  const stride = columns.count * image.channels;
  const data = new Float32Array(rows.count * stride);
  resampleRows(image, columns, rows, (y, row) => { data.set(row, y * stride); });
  return { widthPx: columns.count, heightPx: rows.count, channels: image.channels, data };
}

function resampleColumns({ widthPx, heightPx, channels, data }: FloatImage, axis: Axis): FloatImage {
  const { first, perOutput, weights } = tapsOf(axis);
  const offsets = new Int32Array(weights.length);
  for (let i = 0; i < offsets.length; i++) offsets[i] = clamp(first[Math.floor(i / perOutput)]! + (i % perOutput), widthPx) * channels;
  const out = new Float32Array(axis.count * heightPx * channels);
  for (let y = 0; y < heightPx; y++) {
    const line = data.subarray(y * widthPx * channels, (y + 1) * widthPx * channels);
    const to = out.subarray(y * axis.count * channels, (y + 1) * axis.count * channels);
    for (let c = 0; c < channels; c++) {
      for (let x = 0, i = 0; x < axis.count; x++) {
        let sum = 0;
        for (const end = i + perOutput; i < end; i++) sum += weights[i]! * line[offsets[i]! + c]!;
        to[x * channels + c] = sum;
      }
    }
  }
  return { widthPx: axis.count, heightPx, channels, data: out };
}

/** Four taps a pass: these loops are most of a frame's compositing, and four passes of one tap take twice as long. */
function setFour(row: Float32Array, a: Float32Array, b: Float32Array, c: Float32Array, d: Float32Array, weights: Float32Array): void {
  const wa = weights[0]!;
  const wb = weights[1]!;
  const wc = weights[2]!;
  const wd = weights[3]!;
  for (let i = 0; i < row.length; i++) row[i] = wa * a[i]! + wb * b[i]! + wc * c[i]! + wd * d[i]!;
}

function addFour(row: Float32Array, a: Float32Array, b: Float32Array, c: Float32Array, d: Float32Array, weights: Float32Array): void {
  const wa = weights[0]!;
  const wb = weights[1]!;
  const wc = weights[2]!;
  const wd = weights[3]!;
  for (let i = 0; i < row.length; i++) row[i] = row[i]! + wa * a[i]! + wb * b[i]! + wc * c[i]! + wd * d[i]!;
}

function clamp(index: number, size: number): number {
  return index < 0 ? 0 : index < size ? index : size - 1;
}
