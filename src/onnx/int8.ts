/** A tensor in whole numbers from -127 to 127, with what each output channel's are to be multiplied by. */
export interface QuantisedWeights {
  /** Row-major, like the tensor. */
  readonly numbers: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/** A channel with nothing above this counts as zeros: float32 has no exact scale for it. */
const FAINTEST = 2 ** -100;

/** Rounds a row-major tensor to 8 bits: 0 stays 0, and nothing moves by more than a 254th of its output channel's largest magnitude. */
export function quantise(samples: Float32Array, dims: readonly number[], outputAxis: number): QuantisedWeights {
  const channels = dims[outputAxis] ?? 1;
  const stride = dims.slice(outputAxis + 1).reduce((product, dim) => product * dim, 1);
  const channelOf = (i: number): number => Math.floor(i / stride) % channels;
  const largest = new Float32Array(channels);
  for (let i = 0; i < samples.length; i++) largest[channelOf(i)] = Math.max(largest[channelOf(i)]!, Math.abs(samples[i]!));
  const scales = largest.map((magnitude) => (magnitude > FAINTEST ? magnitude / 127 : 1));
  // A scale that float32 rounded down brings no quotient as far as 127.5.
  return { numbers: Int8Array.from(samples, (sample, i) => Math.round(sample / scales[channelOf(i)]!)), scales };
}
