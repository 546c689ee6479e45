import type { Encoding } from './encode-picture.ts';
import type { PictureMetadata } from './picture-file.ts';
import type { MetadataChoice } from './saved-metadata.ts';
import type { PackedPicture } from './packed-picture.ts';

export interface DecodeRequest {
  readonly blob: Blob;
}

export interface DecodedForBatch {
  readonly picture: PackedPicture;
  readonly metadata: PictureMetadata;
  readonly notes: readonly string[];
  /** In sRGB, for finding faces and for the table; the receiver closes it. */
  readonly preview: ImageBitmap;
}

export interface EncodeRequest {
  readonly picture: PackedPicture;
  readonly metadata: PictureMetadata;
  readonly encoding: Encoding;
  readonly choice: MetadataChoice;
}

/** Every request that the codec worker answers: name -> [payload, result]. */
export interface CodecCalls {
  decode: [DecodeRequest, DecodedForBatch];
  encode: [EncodeRequest, Blob];
}
