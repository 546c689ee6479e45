/** Runs in a page of Vite's dev server: the bundle's graphs on onnxruntime-web, without the app around them. */
import { readBundle, readManifest } from '../../src/bundle/bundle-files.ts';
import { fetchBytes, urlBundleFiles } from '../../src/bundle/bundle-url.ts';
import { L2mModel } from '../../src/engine/l2m-model.ts';
import { loadOrt, ortWasmFile, webRuntime } from '../../src/engine/runtime-web.ts';
import { timeModel, type ModelTimes } from './time-model.ts';

declare global {
  interface Window {
    benchModel?: (baseUrl: string, threads: number) => Promise<ModelTimes>;
  }
}

window.benchModel = async (baseUrl, threads) => {
  const files = urlBundleFiles(new URL(baseUrl, location.href).href);
  const contents = await readBundle(files, await readManifest(files));
  const ort = await loadOrt('wasm', await fetchBytes(ortWasmFile('wasm').url), threads);
  return timeModel(await L2mModel.load(webRuntime(ort, 'wasm', threads), contents), contents);
};
