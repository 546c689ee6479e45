import { throwIfCancelled } from '../core/cancel.ts';
import type { ByteSource } from '../core/byte-source.ts';
import { sha256HexOfSource } from '../core/hash.ts';
import { CARD_FILE, describeGraph, draftManifest, finishBundle, graphFileName, MANIFEST_FILE, type Bundle, type GraphFiles } from '../l2m/bundle.ts';
import { cardStub } from '../l2m/card-stub.ts';
import { emitGraphs, sumTensors } from '../l2m/convert.ts';
import { buildDomainTable, type DomainTable } from '../l2m/domain-table.ts';
import { openModel, type OpenedModel } from '../l2m/open-model.ts';
import { qualityOfMeta } from '../l2m/quality.ts';
import { GRAPH_NAMES, type GraphName } from '../l2m/spec.ts';
import { wasmThreads } from '../engine/backend.ts';
import type { OrtFlavour } from '../engine/engine-protocol.ts';
import { blobByteSource } from '../bundle/blob-byte-source.ts';
import { storeBundle, type BundleWriter } from './stored-models.ts';
import { fetchPart } from '../bundle/bundle-url.ts';
import type { ConversionChoices, LibraryCalls, LibraryProgress, StoredModel } from './library-protocol.ts';
import { storedBytesOf } from './inspect-file.ts';
import { L2mModel } from '../engine/l2m-model.ts';
import { progressMeter, type ProgressMeter } from '../core/progress-meter.ts';
import { loadOrt, ortWasmFile, webRuntime } from '../engine/runtime-web.ts';
import { renderCheckImage } from '../engine/self-check.ts';
import { stagedSession } from './staged-session.ts';

type Meter = ProgressMeter<LibraryProgress['stage']>;

interface Job {
  readonly model: OpenedModel;
  readonly choices: ConversionChoices;
  readonly flavour: OrtFlavour;
  readonly domains: DomainTable;
  readonly writer: BundleWriter;
  readonly meter: Meter;
  readonly signal: AbortSignal;
}

/** The graphs as stored, and how many of the checkpoint's bytes went into each. */
interface StoredGraphs {
  readonly entries: GraphFiles;
  readonly files: ReadonlyMap<GraphName, File>;
  readonly weightBytes: ReadonlyMap<GraphName, number>;
}

/**
 * Converts a checkpoint into a stored bundle with at most one graph in memory at any time.
 * @throws AppError with the codes of `openModel`, `emitGraphs`, `buildDomainTable` and `storeBundle`; an AbortError when cancelled
 */
export async function convertCheckpointFile(
  { file, choices, flavour }: LibraryCalls['convert'][0], signal: AbortSignal, report: (progress: LibraryProgress) => void,
): Promise<StoredModel> {
  const model = await openModel(blobByteSource(file));
  const { checkpoint, recognition, meta } = model;
  const domains = buildDomainTable(recognition.spec, meta, choices.names);
  // Weights count twice: when they are converted, and when the check image runs through them.
  const totalBytes = 2 * sumTensors(checkpoint, recognition.usedKeys).bytes + file.size + ortWasmFile(flavour).bytes;
  const meter = progressMeter(totalBytes, report);
  const { id, title, storage } = choices;
  const stored = await storeBundle({ id, title, neededBytes: storedBytesOf(model, storage) }, async (writer) => {
    const job: Job = { model, choices, flavour, domains, writer, meter, signal };
    const graphs = await writeGraphs(job);
    const draft = draftOf(job, graphs, await hashOf(file, job));
    const bundle = finishBundle(draft, await renderCheck(draft, graphs, job));
    for (const [name, bytes] of bundle.files) {
      if (name !== MANIFEST_FILE) await writer.write(name, (append) => { append(bytes); });
    }
    await writer.write(CARD_FILE, (append) => { append(new TextEncoder().encode(cardStub(bundle.manifest))); });
    throwIfCancelled(signal);
    return bundle.files.get(MANIFEST_FILE) ?? new Uint8Array(0);
  });
  meter.finish('check');
  return stored;
}

async function writeGraphs({ model: { checkpoint, recognition }, choices, writer, meter, signal }: Job): Promise<StoredGraphs> {
  const entries: GraphFiles = {};
  const files = new Map<GraphName, File>();
  const weightBytes = new Map<GraphName, number>();
  let [counted, before] = [0, 0];
  const onProgress = ({ doneBytes }: { readonly doneBytes: number }): void => {
    meter.add('convert', doneBytes - counted);
    counted = doneBytes;
  };
  for await (const [name, graph] of emitGraphs(checkpoint, recognition, { storage: choices.storage, onProgress, signal })) {
    entries[name] = describeGraph(name, graph);
    files.set(name, await writer.write(graphFileName(name), (append) => { append(graph.bytes); }));
    weightBytes.set(name, counted - before);
    before = counted;
  }
  return { entries, files, weightBytes };
}

function hashOf(file: File, { meter, signal }: Job): Promise<string> {
  const source = blobByteSource(file);
  const counted: ByteSource = {
    sizeBytes: source.sizeBytes,
    async read(offset, lengthBytes) {
      throwIfCancelled(signal);
      const bytes = await source.read(offset, lengthBytes);
      meter.add('hash', lengthBytes);
      return bytes;
    },
  };
  return sha256HexOfSource(counted);
}

function draftOf({ model: { checkpoint, recognition, meta }, choices, domains }: Job, graphs: StoredGraphs, sha256: string): Bundle {
  const { id, title, licence, alignment, storage } = choices;
  return draftManifest({ spec: recognition.spec, storage }, graphs.entries, {
    id, title, licence, alignment, domains,
    quality: qualityOfMeta(meta),
    source: { sha256, bytes: checkpoint.sizeBytes, format: checkpoint.format },
  });
}

/** The check image's expected output, `[1,3,S,S]` float32 NCHW, from the graphs as they were stored. */
async function renderCheck({ manifest, files }: Bundle, graphs: StoredGraphs, { flavour, meter, signal }: Job): Promise<Float32Array<ArrayBuffer>> {
  const { url } = ortWasmFile(flavour);
  const threads = wasmThreads(globalThis.crossOriginIsolated, navigator.hardwareConcurrency);
  const binary = await fetchPart('the runtime', url, (bytes) => { meter.add('runtime', bytes); }, signal);
  const runtime = webRuntime(await loadOrt(flavour, binary, threads), 'wasm', threads);
  const sessions = GRAPH_NAMES.flatMap((name) => {
    const file = graphs.files.get(name);
    if (!file) return [];
    const session = stagedSession(runtime, async () => {
      throwIfCancelled(signal);
      const bytes = new Uint8Array(await file.arrayBuffer());
      meter.add('check', graphs.weightBytes.get(name) ?? 0);
      return bytes;
    });
    return [[name, session] as const];
  });
  const checkImage = new Float32Array((files.get(manifest.check.image.file) ?? new Uint8Array(0)).slice().buffer);
  return renderCheckImage(L2mModel.over(runtime, manifest, new Map(sessions)), { manifest, checkImage });
}
