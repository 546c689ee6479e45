import { describe, expect, it } from 'vitest';
import { cacheKey, isolated, keeping, successors, type ListedFile } from '../../../src/offline/app-files.ts';

const SCOPE = 'https://host.test/mien/';
const file = (url: string, revision: string | null = null): ListedFile => ({ url, revision });

describe('what is kept when', () => {
  it('keeps the app as one, the finder from the start, and models, runtimes and hints once they were used', () => {
    const kept = ['index.html', 'assets/index-AbCd1234.js', 'samples/old-man.webp', 'face-models/facemesh.bin', 'face-models/tfjs-backend-wasm-simd.wasm',
      'face-models/faceres.bin', 'face-models/tfjs-backend-wasm.wasm', 'models/faces/decoder.onnx', 'assets/ort-wasm-simd-threaded-AbCd1234.wasm'].map((url) => keeping(file(url)));
    expect(kept).toEqual(['with the app', 'with the app', 'with the app', 'from the start', 'from the start', 'once used', 'once used', 'once used', 'once used']);
  });
});

describe('successors', () => {
  it('are the new versions of what was kept, by revision or by the hash in the name, and nothing that was not', () => {
    const before = [file('models/faces/decoder.onnx', '1'), file('models/faces/check-image.bin', '7'), file('assets/ort-wasm-AbCd1234.wasm')];
    const now = [file('models/faces/decoder.onnx', '2'), file('models/faces/check-image.bin', '7'), file('assets/ort-wasm-Zz_-9999.wasm'), file('models/anime/decoder.onnx', '1')];
    const keys = before.map((old) => cacheKey(old, SCOPE));
    expect(keys[0]).toBe('https://host.test/mien/models/faces/decoder.onnx?__WB_REVISION__=1');
    expect(successors(now, keys, SCOPE).map(({ url }) => url)).toEqual(['models/faces/decoder.onnx', 'assets/ort-wasm-Zz_-9999.wasm']);
  });
});

describe('isolated', () => {
  it('adds what a host left out, keeps what it sent, and the body', async () => {
    const bare = isolated(new Response('x', { headers: { 'Content-Type': 'text/plain', 'Cross-Origin-Opener-Policy': 'same-origin-allow-popups' } }));
    expect(bare.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
    expect(bare.headers.get('Cross-Origin-Opener-Policy')).toBe('same-origin-allow-popups');
    expect(bare.headers.get('Content-Type')).toBe('text/plain');
    expect(await bare.text()).toBe('x');
    expect(isolated(new Response(null, { status: 304 })).status).toBe(304);
    const whole = isolated(bare);
    expect(isolated(whole)).toBe(whole);
  });
});
