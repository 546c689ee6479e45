import { existsSync } from 'node:fs';

/** Debian's Chromium; browser tests use no other, so that a run means the same everywhere. */
export const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

/** Headless flags: no sandbox in containers, and no chatter with hosts that a closed network refuses. */
export const CHROMIUM_ARGS = [
  '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
] as const;

/**
 * For tests, beside those: V8 compiles what WebAssembly runs often a second time, to run faster, which takes more of a core than a
 * journey's few renders give back. Benches measure with it.
 */
export const FEW_RENDERS_ARG = '--js-flags=--wasm-tiering-budget=200000000';

/** Gives a WebGPU adapter in software (SwiftShader): right, and very slow. */
export const SOFTWARE_WEBGPU_ARG = '--enable-unsafe-webgpu';

/** tsx names inner functions by a helper that pages lack; a script that sends functions to a page brings it along. */
export const TSX_NAME_HELPER = 'globalThis.__name ??= (inner) => inner;';

export function hasChromium(): boolean {
  return existsSync(CHROMIUM_PATH);
}
