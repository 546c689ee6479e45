import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decode } from './measure.ts';
import { faceChange } from '../../src/core/change.ts';
import { composite, patchBase } from '../../src/core/composite.ts';
import { faceRegion } from '../../src/core/mask.ts';
import { patchFrame, patchRect } from '../../src/core/patch.ts';
import { warpToPatch } from '../../src/core/warp.ts';
const faces = JSON.parse(await readFile('/tmp/dump/faces.json', 'utf8'));
const f32 = async (n: string) => { const b = await readFile(`/tmp/dump/${n}.f32`); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength)); };
const f = faces.find((g: any) => g.n === 'average-man.webp');
const pic = await decode(await sharp(`${f.dir}/${f.n}`).png().toBuffer());
for (const rot of [0, 0.1]) {
const square = { centreXPx: pic.widthPx / 2, centreYPx: pic.widthPx / 2, sidePx: pic.widthPx, rotationRad: rot };
const crop = await f32(`${f.n}-crop`), rec = await f32(`${f.n}-rec`), edited = await f32(`${f.n}-edit0`);
const region = faceRegion(square, pic, f.oval, 64);
const base = patchBase(pic, patchFrame(patchRect(pic, square)!, square, 384), crop, 64);
const med = (fn: () => void) => { const t: number[] = []; for (let i = 0; i < 60; i++) { const s = performance.now(); fn(); t.push(performance.now() - s); } return t.slice(20).sort((a, b) => a - b)[10]!.toFixed(2); };
const change = faceChange({ crop, reconstruction: rec, edited }, region, 64, square.sidePx, 0);
console.log(rot, 'region', med(() => faceRegion(square, pic, f.oval, 64)), 'change', med(() => faceChange({ crop, reconstruction: rec, edited }, region, 64, square.sidePx, 0)),
 'warp', med(() => warpToPatch(change, base.frame, () => undefined)), 'composite', med(() => composite(base, change, 0)), base.frame.widthPx);
}
