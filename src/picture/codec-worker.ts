import { serve, type WorkerScope } from '../rpc/serve.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import type { CodecCalls } from './codec-protocol.ts';
import { unpackPicture } from './packed-picture.ts';
import { decodePicture } from './decode-picture.ts';
import { encodePicture } from './encode-picture.ts';
import { convertToSrgb, savedMetadata } from './saved-metadata.ts';
import { expectWholeFile } from './whole-file.ts';

/** Two large pictures at once would need twice the memory. */
const queue = new SerialQueue();

serve<CodecCalls>(self as unknown as WorkerScope, navigator.locks, {
  decode: ({ blob }) => queue.add(async () => {
    expectWholeFile(new Uint8Array(await blob.arrayBuffer()));
    const { image: { widthPx, heightPx, data, colour }, preview, metadata, notes } = await decodePicture(blob);
    return { picture: { widthPx, heightPx, data, icc: colour && metadata.icc }, preview, metadata, notes };
  }),
  encode: ({ picture, metadata, encoding, choice }) => queue.add(async () => {
    const image = unpackPicture(picture);
    if (!choice.keepsMetadata) await convertToSrgb(image, undefined);
    return encodePicture(image, encoding, savedMetadata(metadata, image, choice));
  }),
}, { transferables: (value) => (value instanceof Blob ? [] : [value.picture.data.buffer, value.preview]) });
