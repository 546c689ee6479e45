/** A tensor in whole numbers from -127 to 127, with what each output channel's are to be multiplied by. */
export interface QuantisedWeights {
  /** Row-major, like the tensor. */
  readonly numbers: Int8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
}

/** A channel with nothing above this counts as zeros: float32 has no exact scale for it. */
const FAINTEST = 2 ** -100;

/** Steps to either side of zero: of so many samples, whose errors average out, 7 bits are as good as 8, and compress by another eighth. */
const STEPS = 127;
const STEPS_OF_MANY = 63;
const MANY_SAMPLES = 2 ** 16;

/** Rounds a row-major tensor to 8 bits, a large one to 7: 0 stays 0, and nothing moves by more than half a step of its output channel's. */
export function quantise(samples: Float32Array, dims: readonly number[], outputAxis: number): QuantisedWeights {
  const steps = samples.length < MANY_SAMPLES ? STEPS : STEPS_OF_MANY;
  const channels = dims[outputAxis] ?? 1;
  const stride = dims.slice(outputAxis + 1).reduce((product, dim) => product * dim, 1);
  const channelOf = (i: number): number => Math.floor(i / stride) % channels;
  const largest = new Float32Array(channels);
  for (let i = 0; i < samples.length; i++) largest[channelOf(i)] = Math.max(largest[channelOf(i)]!, Math.abs(samples[i]!));
  const scales = largest.map((magnitude) => (magnitude > FAINTEST ? magnitude / steps : 1));
  // A scale that float32 rounded down brings no quotient half a step further.
  return { numbers: Int8Array.from(samples, (sample, i) => Math.round(sample / scales[channelOf(i)]!)), scales };
}
