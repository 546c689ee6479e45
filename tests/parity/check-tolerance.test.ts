import * as ort from 'onnxruntime-web/wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/checkpoint/open.ts';
import { openFileByteSource } from '../../src/cli/node-byte-source.ts';
import { renderCheck } from '../../src/cli/render-check.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { createNodeRuntime } from '../../src/engine/runtime-node.ts';
import type { Runtime, RuntimeTensor } from '../../src/engine/runtime.ts';
import { draftBundle, type Bundle } from '../../src/l2m/bundle.ts';
import { checkTolerance } from '../../src/l2m/check-tolerance.ts';
import { convertCheckpoint } from '../../src/l2m/convert.ts';
import { buildDomainTable } from '../../src/l2m/domain-table.ts';
import { tinyPath } from './goldens.ts';

// The count of cores would be asked of Node in a way that its ESM build cannot.
ort.env.wasm.numThreads = 1;

/** onnxruntime's WASM build in Node: another compiler, another vector width, another order of summation. */
function wasmRuntime(): Runtime {
  const originals = new Map<RuntimeTensor, ort.Tensor>();
  const wrap = (tensor: ort.Tensor): RuntimeTensor => {
    const wrapped = { dims: tensor.dims, read: () => Promise.resolve(Float32Array.from(tensor.data as Float32Array)), dispose: () => undefined };
    originals.set(wrapped, tensor);
    return wrapped;
  };
  return {
    kind: 'wasm',
    threads: 1,
    tensor: (data, dims) => wrap(new ort.Tensor('float32', data, dims)),
    async createSession(model) {
      const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
      return {
        async run(inputs) {
          const outputs = await session.run(Object.fromEntries(Object.entries(inputs).map(([name, tensor]) => [name, originals.get(tensor)!])));
          return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [name, wrap(tensor)]));
        },
        release: () => session.release(),
      };
    },
  };
}

/** The bundle with every occurrence of some bytes in one graph replaced: a backend that computes something else. */
function tamper({ manifest, files }: Bundle, file: string, from: Uint8Array, to: Uint8Array): Bundle {
  const bytes = files.get(file)!.slice();
  let changed = 0;
  for (let i = 0; i + from.length <= bytes.length; i++) {
    if (from.some((value, j) => bytes[i + j] !== value)) continue;
    bytes.set(to, i);
    changed++;
  }
  expect(changed, `places in ${file}`).toBeGreaterThan(0);
  return { manifest, files: new Map(files).set(file, bytes) };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);

/** A `pads` attribute as it lies in the file: top, left, bottom, right. */
const pads = (...values: number[]): Uint8Array => Uint8Array.from([...text('pads'), ...values.flatMap((value) => [0x40, value])]);

async function draftOf(file: string): Promise<Bundle> {
  await using source = await openFileByteSource(tinyPath(file));
  const checkpoint = await openCheckpoint(source);
  const conversion = await convertCheckpoint(checkpoint, { storage: 'float16' });
  const domains = buildDomainTable(conversion.spec, checkpoint.plain['meta'], {});
  return draftBundle(conversion, { id: 'tiny', title: 'Tiny', licence: 'none', alignment: 'none', domains, source: { sha256: 'a'.repeat(64), bytes: 1, format: 'torch-zip' } });
}

describe('self-check tolerance', () => {
  let draft: Bundle;
  let expected: Float32Array<ArrayBuffer>;
  const rows: string[][] = [];

  beforeAll(async () => {
    draft = await draftOf('eight.pt');
    expected = await renderCheck(createNodeRuntime(1), draft);
  });

  const differenceTo = async (what: string, runtime: Runtime, bundle: Bundle): Promise<number> => {
    const rendered = await renderCheck(runtime, bundle);
    const difference = rendered.reduce((sum, value, i) => sum + Math.abs(value - (expected[i] ?? Number.NaN)), 0) / expected.length;
    rows.push([what, difference.toExponential(1), checkTolerance(expected).toExponential(1)]);
    return difference;
  };

  it('passes another float32 backend with a margin of 50', async () => {
    expect(await differenceTo('WASM against native', wasmRuntime(), draft)).toBeLessThan(checkTolerance(expected) / 50);
  });

  // The masks' threshold turns a rounding into a step at single samples, which the mean over the picture must absorb.
  it('passes another float32 backend on a model with landmark heatmaps', async () => {
    const withSkips = await draftOf('skips256.pt');
    const [native, wasm] = [await renderCheck(createNodeRuntime(1), withSkips), await renderCheck(wasmRuntime(), withSkips)];
    const difference = native.reduce((sum, value, i) => sum + Math.abs(value - (wasm[i] ?? Number.NaN)), 0) / native.length;
    rows.push(['WASM against native, landmark heatmaps', difference.toExponential(1), checkTolerance(native).toExponential(1)]);
    expect(difference).toBeLessThan(checkTolerance(native) / 50);
  });

  it.each([
    ['LeakyReLU slope 0.21 for 0.2', 'decoder.onnx', float(0.2), float(0.21)],
    ['cells filled in another order', 'decoder.onnx', text('DCR'), text('CRD')],
    ['one phase shifted by a pixel', 'decoder.onnx', pads(0, 1, 1, 0), pads(0, 0, 1, 1)],
    ['pooled in the wrong place', 'content-encoder.onnx', pads(1, 1, 1, 1), pads(2, 2, 0, 0)],
  ])('fails a backend with: %s', async (what, file, from, to) => {
    expect(await differenceTo(what, createNodeRuntime(1), tamper(draft, file, from, to))).toBeGreaterThan(2 * checkTolerance(expected));
  });

  afterAll(() => {
    console.log(`Mean absolute difference on the check image\n${formatTable([['backend', 'difference', 'tolerance'], ...rows])}`);
  });
});
