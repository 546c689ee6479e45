/** How long one patch took. */
export interface RenderTiming {
  readonly decoderMs: number;
  readonly compositeMs: number;
  readonly totalMs: number;
}

/** The time that several patches took together. */
export function sumTimings(patches: readonly { readonly timing: RenderTiming }[]): RenderTiming {
  const sum = (key: keyof RenderTiming): number => patches.reduce((total, { timing }) => total + timing[key], 0);
  return { decoderMs: sum('decoderMs'), compositeMs: sum('compositeMs'), totalMs: sum('totalMs') };
}
