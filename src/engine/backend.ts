import { AppError, describe } from '../core/app-error.ts';
import type { BundleContents } from '../bundle/bundle-files.ts';
import { L2mModel } from './l2m-model.ts';
import type { BackendPreference, BackendReport, OrtFlavour } from './engine-protocol.ts';
import type { GpuProbe } from './probe-gpu.ts';
import type { Runtime } from './runtime.ts';
import { selfCheckError } from './self-check.ts';

/** What the platform can do, found out before anything is downloaded. */
export interface BackendChoice {
  readonly webgpu: boolean;
  /** Why WebGPU is, or is not, tried. */
  readonly reason: string;
}

/** Makes runtimes of one downloaded build; failing to make one is an error that says why. */
export interface RuntimeFactory {
  create(kind: 'webgpu' | 'wasm'): Promise<Runtime>;
}

/** Whether WebGPU is to be tried, given what the person wants and what is known of the GPU. */
export function chooseBackend(preference: BackendPreference, avoidWebgpu: string | undefined, probe: GpuProbe): BackendChoice {
  if (avoidWebgpu !== undefined) return { webgpu: false, reason: avoidWebgpu };
  if (preference === 'wasm') return { webgpu: false, reason: 'WebAssembly was asked for.' };
  return { webgpu: probe.isUsable, reason: probe.reason };
}

/**
 * The build to fetch: the one that is there, else the one that holds the chosen backend. WebGPU that fails after the choice leaves
 * WebAssembly in the same build, a little slower, where the other build would be megabytes more.
 */
export function chooseFlavour({ webgpu }: BackendChoice, there: OrtFlavour | undefined): OrtFlavour {
  return there ?? (webgpu ? 'webgpu' : 'wasm');
}

/** CPU threads: all cores up to 8, one where the page is not cross-origin isolated. */
export function wasmThreads(isolated: boolean, cores: number): number {
  return isolated ? Math.max(1, Math.min(8, cores)) : 1;
}

/**
 * Loads the bundle on the best backend that renders its check image rightly: WebGPU first, then WebAssembly.
 * @throws AppError `self-check-failed`, `session-failed`
 */
export async function loadOnBestBackend(contents: BundleContents, choice: BackendChoice, factory: RuntimeFactory): Promise<{ model: L2mModel; backend: BackendReport }> {
  if (!choice.webgpu) return loadChecked(contents, 'wasm', factory, choice.reason);
  try {
    return await loadChecked(contents, 'webgpu', factory, choice.reason);
  } catch (thrown) {
    return loadChecked(contents, 'wasm', factory, `WebGPU is there but not usable: ${describe(thrown)}`);
  }
}

async function loadChecked(contents: BundleContents, kind: 'webgpu' | 'wasm', factory: RuntimeFactory, why: string): Promise<{ model: L2mModel; backend: BackendReport }> {
  const runtime = await factory.create(kind);
  const model = await L2mModel.load(runtime, contents);
  const error = await selfCheckError(model, contents).catch(async (thrown: unknown) => {
    // A lost device may fail to release too; what it threw first is what matters.
    await model.release().catch(() => undefined);
    throw thrown;
  });
  const { tolerance } = contents.manifest.check;
  if (error > tolerance) {
    await model.release();
    throw new AppError({
      code: 'self-check-failed',
      message: `Expected the check image of "${contents.manifest.title}" within ${tolerance} for ${kind} but received a mean difference of ${error.toPrecision(2)}.`,
      recovery: 'This device computes wrong pictures with this model. Try another browser, or update the graphics driver.',
    });
  }
  const reason = `${why} Self-check passed: off by ${error.toExponential(1)} on average.`;
  return { model, backend: { kind, threads: kind === 'wasm' ? runtime.threads : 1, reason, selfCheckError: error } };
}
