import { concat, join, unsigned, type Part } from './byte-writer.ts';

/** A whole pickle of protocol 2. */
export function pickle(...body: readonly Part[]): Uint8Array<ArrayBuffer> {
  return join('\x80\x02', ...body, '.');
}

export function text(value: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(value);
  return join('X', unsigned(bytes.byteLength, 4), bytes);
}

/** Any whole number below 2^55. */
export function int(value: number): Uint8Array<ArrayBuffer> {
  return join('\x8a\x08', unsigned(value, 8));
}

export function global(module: string, name: string): Uint8Array<ArrayBuffer> {
  return join(`c${module}\n${name}\n`);
}

export function tuple(...items: readonly Part[]): Uint8Array<ArrayBuffer> {
  return join('(', concat(items), 't');
}

export function list(...items: readonly Part[]): Uint8Array<ArrayBuffer> {
  return join('](', concat(items), 'e');
}

export function dict(entries: readonly (readonly [key: Part, value: Part])[]): Uint8Array<ArrayBuffer> {
  return join('}(', concat(entries.flat()), 'u');
}

function ints(values: readonly number[]): Uint8Array<ArrayBuffer> {
  return join('(', concat(values.map(int)), 't');
}

export interface TensorParts {
  readonly storage?: string;
  readonly type?: string;
  readonly elements?: number;
  readonly offset?: number;
  readonly shape?: readonly number[];
  readonly strides?: readonly number[];
  readonly view?: Part;
}

/** A persistent id of a storage. */
export function storage({ storage: key = '0', type = 'FloatStorage', elements = 4, view }: TensorParts): Uint8Array<ArrayBuffer> {
  return join(tuple(text('storage'), global('torch', type), text(key), text('cpu'), int(elements), ...(view === undefined ? [] : [view])), 'Q');
}

/** A tensor; left alone, four float32 in storage `0`. */
export function tensor(parts: TensorParts = {}): Uint8Array<ArrayBuffer> {
  const { offset = 0, shape = [4], strides = [1] } = parts;
  const hooks = join(global('collections', 'OrderedDict'), ')R');
  const args = tuple(storage(parts), int(offset), ints(shape), ints(strides), '\x89', hooks);
  return join(global('torch._utils', '_rebuild_tensor_v2'), args, 'R');
}
