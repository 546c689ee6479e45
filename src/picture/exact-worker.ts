import { AppError, describe, serialiseError, type SerialisedError } from '../core/app-error.ts';
import { loadPart } from '../core/part.ts';
import type { RgbaImage } from '../core/image.ts';
import { refuseTooLarge } from './picture-errors.ts';
import { viewOf } from './picture-file.ts';

/** To the worker: a file's bytes. */
export interface ExactRequest {
  readonly format: 'png' | 'heic';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly name: string;
}

/** From the worker; `ready` when its script has come. `damage` is what a decoder said of the file. */
export type ExactAnswer =
  | { readonly type: 'ready' }
  | { readonly type: 'decoded'; readonly image: RgbaImage }
  | { readonly type: 'damaged'; readonly damage: string }
  | { readonly type: 'refused'; readonly error: SerialisedError };

interface WorkerScope {
  postMessage(message: ExactAnswer, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ExactRequest>) => void): void;
}

const scope = self as unknown as WorkerScope;

async function decode({ format, bytes, name }: ExactRequest): Promise<ExactAnswer> {
  const checkSize = (widthPx: number, heightPx: number): void => { refuseTooLarge(widthPx, heightPx, name); };
  try {
    if (format === 'png') {
      const view = viewOf(bytes);
      checkSize(view.getUint32(16), view.getUint32(20));
      return { type: 'decoded', image: (await loadPart('the PNG decoder', () => import('./decode-png.ts'))).decodePng(bytes) };
    }
    return { type: 'decoded', image: await (await loadPart('the HEIC decoder', () => import('./decode-heic.ts'))).decodeHeic(bytes, checkSize) };
  } catch (thrown) {
    const error = serialiseError(thrown);
    return thrown instanceof AppError ? { type: 'refused', error } : { type: 'damaged', damage: describe(thrown) };
  }
}

scope.addEventListener('message', ({ data }) => {
  void decode(data).then((answer) => { scope.postMessage(answer, answer.type === 'decoded' ? [answer.image.data.buffer] : []); });
});
scope.postMessage({ type: 'ready' });
