import { readFileSync } from 'node:fs';

const FOLDER = new URL('../../fixtures/checkpoints/', import.meta.url);

/** Bytes of a file in tests/fixtures/checkpoints. */
export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(name, FOLDER)));
}

/** What PyTorch reads from the files that `make_checkpoints.py` writes. */
export interface ExpectedTensors {
  readonly files: readonly string[];
  readonly tensors: Readonly<Record<string, { readonly dtype: string; readonly shape: number[]; readonly values: number[] }>>;
}

export const EXPECTED = JSON.parse(new TextDecoder().decode(fixture('expected.json'))) as ExpectedTensors;
