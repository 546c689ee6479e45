import type { OrtFlavour } from '../engine/engine-protocol.ts';

let fetched: OrtFlavour | undefined;

/** The build of onnxruntime that this page fetches, once an engine has chosen: whoever else needs a runtime takes the same. */
export function pageFlavour(): OrtFlavour | undefined {
  return fetched;
}

/** An engine has begun to fetch this build. */
export function noteFlavour(flavour: OrtFlavour): void {
  fetched ??= flavour;
}
