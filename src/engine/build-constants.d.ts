/** Sizes of onnxruntime-web's WebAssembly files, measured by vite.config.ts: a compressed answer has no honest Content-Length. */
declare const __ORT_WASM_BYTES__: { readonly wasm: number; readonly webgpu: number };
