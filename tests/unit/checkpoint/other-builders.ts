import { floats, join, unsigned } from './byte-writer.ts';
import { dict, int, list, pickle, text } from './pickle-builder.ts';

export interface LegacyParts {
  readonly magic?: Uint8Array;
  readonly system?: Uint8Array;
  readonly object: Uint8Array;
  readonly keys?: readonly string[];
  readonly storages?: readonly { readonly count: number; readonly data: Uint8Array }[];
}

const MAGIC = '\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19';

/** A torch.save file in the legacy format; left alone, storage `0` of four float32. */
export function torchLegacy({ magic = pickle(MAGIC), system, object, keys = ['0'], storages = [{ count: 4, data: floats([1, 2, 3, 4]) }] }: LegacyParts): Uint8Array<ArrayBuffer> {
  const written = storages.map(({ count, data }) => join(unsigned(count, 8), data));
  const info = system ?? pickle(dict([[text('little_endian'), '\x88']]));
  return join(magic, pickle(int(1001)), info, object, pickle(list(...keys.map(text))), ...written);
}

/** A safetensors file; an object as header is written as JSON. */
export function safetensors(header: object | string, data: Uint8Array = new Uint8Array(0), declaredBytes?: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  return join(unsigned(declaredBytes ?? json.byteLength, 8), json, data);
}
