import { isCancelled, serialiseError } from '../core/app-error.ts';
import { serveForLife } from '../core/serve-for-life.ts';
import { EngineService } from './engine-service.ts';
import { isPatches, type EngineCallName, type EngineCalls, type FromWorker, type ToWorker } from './protocol.ts';
import { SerialQueue } from './serial-queue.ts';

/** The part of a dedicated worker's global scope that is used here; the DOM library describes the page's instead. */
interface WorkerScope {
  readonly name: string;
  postMessage(message: FromWorker, transfer?: Transferable[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
}

const scope = self as unknown as WorkerScope;
const queue = new SerialQueue();
const running = new Map<number, AbortController>();
const service = new EngineService((backend) => { scope.postMessage({ type: 'backend', backend }); });

type Handlers = { readonly [K in EngineCallName]: (payload: EngineCalls[K][0], id: number, signal: AbortSignal) => Promise<EngineCalls[K][1]> };

const handlers: Handlers = {
  // Downloading waits outside the queue: meanwhile the present model goes on working.
  loadBundle: async (payload, id, signal) => {
    const fetched = await service.fetchBundle(payload, signal, (progress) => { scope.postMessage({ type: 'progress', id, progress }); });
    // Without the signal: once the bundle is in use, the page has to hear of it, cancelled or not, to put its own back.
    return queue.add(() => service.useBundle(fetched, signal));
  },
  // Decoding does not touch the model, so a picture opens while one is still loading.
  openPicture: (payload, _id, signal) => service.openPicture(payload, signal),
  closePicture: ({ pictureId }) => queue.add(() => { service.closePicture(pictureId); return Promise.resolve(undefined); }),
  analyseFace: (payload, _id, signal) => queue.add(() => service.analyseFace(payload), signal),
  render: (payload, _id, signal) => queue.add(() => service.render(payload), signal),
  save: (payload, _id, signal) => queue.add(() => service.save(payload, signal), signal),
  editFaces: (payload, _id, signal) => queue.add(() => service.editFaces(payload), signal),
};

async function answer<K extends EngineCallName>(name: K, payload: EngineCalls[K][0], id: number): Promise<void> {
  const controller = new AbortController();
  running.set(id, controller);
  try {
    const value = await handlers[name](payload, id, controller.signal);
    scope.postMessage({ type: 'result', id, value }, transferables(value));
  } catch (thrown) {
    scope.postMessage(isCancelled(thrown) ? { type: 'cancelled', id } : { type: 'error', id, error: serialiseError(thrown) });
  } finally {
    running.delete(id);
  }
}

function transferables(value: EngineCalls[EngineCallName][1]): Transferable[] {
  if (value === undefined || value instanceof Blob) return [];
  if (isPatches(value)) return value.flatMap(({ bitmap }) => bitmap ?? []);
  if ('data' in value) return [value.data.buffer];
  return 'preview' in value ? [value.preview] : [];
}

serveForLife(scope, navigator.locks, (message) => {
  if (message.type === 'cancel') running.get(message.id)?.abort();
  else void answer(message.name, message.payload, message.id);
});
