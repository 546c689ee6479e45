import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Golden } from '../parity/goldens.ts';

/** The float32 arrays of an `.npz` file, by name (NumPy's format description: numpy.lib.format). */
export async function readNpz(path: string): Promise<ReadonlyMap<string, Golden>> {
  const entries = Object.entries(unzipSync(new Uint8Array(await readFile(path))));
  return new Map(entries.flatMap(([name, bytes]) => {
    const array = readNpyFloat32(bytes);
    return array === undefined ? [] : [[name.replace(/\.npy$/, ''), array] as const];
  }));
}

/** One `.npy` file; undefined for other types than float32. */
export function readNpyFloat32(bytes: Uint8Array): Golden | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0) !== 0x934e554d || bytes[6] !== 1) throw new Error('not an .npy file of version 1');
  const headerLength = view.getUint16(8, true);
  const header = new TextDecoder('latin1').decode(bytes.subarray(10, 10 + headerLength));
  const field = (pattern: RegExp): string => pattern.exec(header)?.[1] ?? '';
  if (field(/'descr': '([^']*)'/) !== '<f4') return undefined;
  const dims = field(/'shape': \(([^)]*)\)/).split(',').map((part) => part.trim()).filter((part) => part !== '').map(Number);
  const isFortran = field(/'fortran_order': (\w+)/) === 'True';
  if (isFortran && dims.filter((dim) => dim > 1).length > 1) throw new Error('column-major arrays are not read');
  const samples = new Float32Array(bytes.slice(10 + headerLength).buffer);
  if (samples.length !== dims.reduce((product, dim) => product * dim, 1)) throw new Error('size and shape disagree');
  return { dims, samples };
}
