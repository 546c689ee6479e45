/** A second opinion on faces: `@vladmandic/human`, which had no part in training, run in a page of its own. */
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Browser, Page } from '@playwright/test';
import { TSX_NAME_HELPER } from './chromium.ts';

const ORIGIN = 'http://witness.localhost';
const PAGE = '<!doctype html><title>witness</title>';
const FOLDERS: Readonly<Record<string, string>> = {
  human: 'node_modules/@vladmandic/human/dist',
  models: 'node_modules/@vladmandic/human/models',
  wasm: 'node_modules/@tensorflow/tfjs-backend-wasm/dist',
};
const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm', '.json': 'application/json' };

/** What the witness says of the largest face: centres of eyes and mouth and its contour in pixels, and how happy it looks, 0 to 1. */
export interface Testimony {
  readonly leftEye: readonly [number, number];
  readonly rightEye: readonly [number, number];
  readonly mouth: readonly [number, number];
  readonly oval: readonly (readonly [number, number])[];
  readonly happy: number;
}

export interface Witness {
  /** The testimony on an encoded picture, undefined when no face is found. */
  look(picture: Buffer): Promise<Testimony | undefined>;
  close(): Promise<void>;
}

interface HumanFace {
  readonly emotion?: readonly { readonly emotion: string; readonly score: number }[];
  readonly annotations: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
}

declare global {
  interface Window {
    human?: { detect(input: ImageBitmap): Promise<{ readonly face: readonly HumanFace[] }> };
  }
}

async function serveFromPackages(page: Page): Promise<void> {
  await page.route(`${ORIGIN}/**`, async (route) => {
    const [, folder = '', ...rest] = new URL(route.request().url()).pathname.split('/');
    const root = FOLDERS[folder];
    if (!root) { await route.fulfill({ contentType: 'text/html', body: PAGE }); return; }
    const body = await readFile(join(root, ...rest)).catch(() => undefined);
    await route.fulfill(body ? { body, contentType: TYPES[extname(rest.at(-1) ?? '')] ?? 'application/octet-stream' } : { status: 404 });
  });
}

/** Opens the witness's page; its models come from the npm package, nothing from the network. */
export async function callWitness(browser: Browser): Promise<Witness> {
  const page = await browser.newPage();
  await page.addInitScript(TSX_NAME_HELPER);
  await serveFromPackages(page);
  await page.goto(`${ORIGIN}/`);
  await page.evaluate(async (origin) => {
    const module = (await import(/* @vite-ignore */ `${origin}/human/human.esm.js`)) as { default: new (config: object) => { load(): Promise<void> } & NonNullable<Window['human']> };
    const human = new module.default({
      backend: 'wasm', wasmPath: `${origin}/wasm/`, modelBasePath: `${origin}/models/`, debug: false, cacheSensitivity: 0, filter: { enabled: false },
      face: { enabled: true, detector: { rotation: false, maxDetected: 1 }, mesh: { enabled: true }, iris: { enabled: false }, description: { enabled: false }, emotion: { enabled: true, minConfidence: 0 } },
      body: { enabled: false }, hand: { enabled: false }, object: { enabled: false }, gesture: { enabled: false }, segmentation: { enabled: false },
    });
    await human.load();
    window.human = human;
  }, ORIGIN);
  return {
    look: (picture) => page.evaluate(testify, picture.toString('base64')),
    close: () => page.close(),
  };
}

/** In the page. */
async function testify(base64: string): Promise<Testimony | undefined> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const face = (await window.human!.detect(bitmap)).face[0];
  if (!face) return undefined;
  const centre = (...names: string[]): [number, number] => {
    const points = names.flatMap((name) => face.annotations[name] ?? []);
    return [points.reduce((sum, p) => sum + p[0], 0) / points.length, points.reduce((sum, p) => sum + p[1], 0) / points.length];
  };
  return {
    leftEye: centre('leftEyeUpper0', 'leftEyeLower0'),
    rightEye: centre('rightEyeUpper0', 'rightEyeLower0'),
    mouth: centre('lipsUpperInner', 'lipsLowerInner'),
    oval: (face.annotations['silhouette'] ?? []).map((p) => [p[0], p[1]] as const),
    happy: face.emotion?.find(({ emotion }) => emotion === 'happy')?.score ?? 0,
  };
}
