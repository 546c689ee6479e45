import { serialiseError } from '../core/app-error.ts';
import { serveForLife } from '../core/serve-for-life.ts';
import type { CodecCallName, CodecCalls, FromCodec, ToCodec } from './codec-protocol.ts';
import { unpackPicture } from './packed-picture.ts';
import { decodePicture } from './picture/decode-picture.ts';
import { encodePicture } from './picture/encode-picture.ts';
import { convertToSrgb, savedMetadata } from './picture/saved-metadata.ts';
import { expectWholeFile } from './picture/whole-file.ts';
import { SerialQueue } from './serial-queue.ts';

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: FromCodec, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToCodec>) => void): void;
}

type Handlers = { readonly [K in CodecCallName]: (payload: CodecCalls[K][0]) => Promise<CodecCalls[K][1]> };

const scope = self as unknown as WorkerScope;
/** Two large pictures at once would need twice the memory. */
const queue = new SerialQueue();

const handlers: Handlers = {
  decode: async ({ blob }) => {
    expectWholeFile(new Uint8Array(await blob.arrayBuffer()));
    const { image: { widthPx, heightPx, data, colour }, preview, metadata, notes } = await decodePicture(blob);
    return { picture: { widthPx, heightPx, data, icc: colour && metadata.icc }, preview, metadata, notes };
  },
  encode: async ({ picture, metadata, encoding, choice }) => {
    const image = unpackPicture(picture);
    if (!choice.keepsMetadata) await convertToSrgb(image, undefined);
    return encodePicture(image, encoding, savedMetadata(metadata, image, choice));
  },
};

async function answer<K extends CodecCallName>(id: number, name: K, payload: CodecCalls[K][0]): Promise<void> {
  try {
    const value = await queue.add(() => handlers[name](payload));
    scope.postMessage({ type: 'result', id, value }, value instanceof Blob ? [] : [value.picture.data.buffer, value.preview]);
  } catch (thrown) {
    scope.postMessage({ type: 'error', id, error: serialiseError(thrown) });
  }
}

serveForLife(scope, navigator.locks, ({ id, name, payload }) => { void answer(id, name, payload); });
