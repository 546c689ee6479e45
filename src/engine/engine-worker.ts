import { emitTo, serve, type WorkerScope } from '../rpc/serve.ts';
import { SerialQueue } from '../rpc/serial-queue.ts';
import { EngineService } from './engine-service.ts';
import { isPatches, type EngineCallName, type EngineCalls, type Progress } from './engine-protocol.ts';

const scope = self as unknown as WorkerScope;
const queue = new SerialQueue();
const service = new EngineService(emitTo(scope));

function transferables(value: EngineCalls[EngineCallName][1]): Transferable[] {
  if (value === undefined || value instanceof Blob) return [];
  if (isPatches(value)) return value.flatMap(({ bitmap }) => bitmap ?? []);
  if ('data' in value) return [value.data.buffer];
  if ('crops' in value) return [value.crops, value.portraits].flatMap(({ before, after }) => [before, after]);
  if ('crop' in value) return [value.crop];
  return 'preview' in value ? [value.preview] : [];
}

serve<EngineCalls, Progress>(scope, navigator.locks, {
  // Downloading waits outside the queue: meanwhile the present model goes on working.
  loadBundle: async (payload, { signal, report }) => {
    const fetched = await service.fetchBundle(payload, signal, report);
    // Without the signal: once the bundle is in use, the page has to hear of it, cancelled or not, to put its own back.
    return queue.add(() => service.useBundle(fetched, signal));
  },
  // Decoding does not touch the model, so a picture opens while one is still loading.
  openPicture: (payload, { signal }) => service.openPicture(payload, signal),
  closePicture: ({ pictureId }) => queue.add(() => { service.closePicture(pictureId); return Promise.resolve(undefined); }),
  analyseFace: (payload, { signal }) => queue.add(() => service.analyseFace(payload), signal),
  explainFace: (payload, { signal }) => queue.add(() => service.explainFace(payload), signal),
  readReference: async (payload, { signal }) => {
    const picture = await service.referencePicture(payload, signal);
    return queue.add(() => service.readReference(picture, payload), signal);
  },
  render: (payload, { signal }) => queue.add(() => service.render(payload), signal),
  save: (payload, { signal }) => queue.add(() => service.save(payload, signal), signal),
  editFaces: (payload, { signal }) => queue.add(() => service.editFaces(payload), signal),
}, { transferables });
