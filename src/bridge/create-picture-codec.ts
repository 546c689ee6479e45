import { AppError, deserialiseError } from '../core/app-error.ts';
import type { CodecCallName, CodecCalls, FromCodec, ToCodec } from '../engine/codec-protocol.ts';
import CodecWorker from '../engine/codec-worker.ts?worker';
import type { PictureCodec } from './picture-codec.ts';
import { linkWorker, type WorkerLink } from './worker-link.ts';

interface Pending {
  readonly resolve: (value: CodecCalls[CodecCallName][1]) => void;
  readonly reject: (thrown: Error) => void;
}

/** One worker that decodes and one that encodes; each starts on first use, and again after a picture that was too much for it. */
export function createPictureCodec(): PictureCodec {
  const decoder = new CodecLink();
  const encoder = new CodecLink();
  return {
    decode: (blob) => decoder.call('decode', { blob }, []),
    encode: (request) => encoder.call('encode', request, [request.picture.data.buffer]),
    dispose: () => { decoder.end(); encoder.end(); },
  };
}

class CodecLink {
  readonly #pending = new Map<number, Pending>();
  #link: WorkerLink<ToCodec> | undefined;
  #nextId = 0;

  call<K extends CodecCallName>(name: K, payload: CodecCalls[K][0], transfer: Transferable[]): Promise<CodecCalls[K][1]> {
    return new Promise<CodecCalls[K][1]>((resolve, reject) => {
      const id = this.#nextId++;
      this.#pending.set(id, { resolve, reject });
      this.#link ??= linkWorker<ToCodec, FromCodec>('codec', (workerName) => new CodecWorker({ name: workerName }), {
        onMessage: (message) => { this.#receive(message); },
        onDeath: (error) => { this.#fail(error); },
      });
      this.#link.post({ id, name, payload }, transfer);
    });
  }

  end(): void {
    this.#link?.end();
    this.#fail(new AppError({ code: 'codec-ended', message: 'Expected a running batch for the picture but it was ended.' }));
  }

  #receive(message: FromCodec): void {
    if (message.type === 'ready') return;
    const call = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    if (message.type === 'result') call?.resolve(message.value);
    else call?.reject(deserialiseError(message.error));
  }

  #fail(error: AppError): void {
    this.#link = undefined;
    for (const call of this.#pending.values()) call.reject(error);
    this.#pending.clear();
  }
}
