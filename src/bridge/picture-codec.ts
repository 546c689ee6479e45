import type { DecodedForBatch, EncodeRequest } from '../picture/codec-protocol.ts';

/** Decodes and encodes in workers of their own, so that the engine never waits for either. */
export interface PictureCodec {
  /** The preview is the caller's to close. */
  decode(blob: Blob): Promise<DecodedForBatch>;
  /** Takes the samples with it. */
  encode(request: EncodeRequest): Promise<Blob>;
  dispose(): void;
}
