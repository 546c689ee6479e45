// usage: rend.ts <out.png> <names comma> <crop:0/1>
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decode } from './measure.ts';
import { faceChange } from '../../src/core/change.ts';
import { composite, patchBase } from '../../src/core/composite.ts';
import { faceRegion } from '../../src/core/mask.ts';
import { patchFrame, patchRect } from '../../src/core/patch.ts';
const [out = '/tmp/r.png', names = '', zoom = '1', detail = '0'] = process.argv.slice(2);
const faces = JSON.parse(await readFile('/tmp/dump/faces.json', 'utf8'));
const f32 = async (n: string) => { const b = await readFile(`/tmp/dump/${n}.f32`); return new Float32Array(b.buffer.slice(b.byteOffset, b.byteOffset + b.byteLength)); };
const cells: Buffer[] = []; const per = 4; const S = Math.round(360*Number(zoom));
for (const f of faces.filter((f: any) => names.split(',').some((n) => f.n.startsWith(n)))) {
  const pic = await decode(await sharp(`${f.dir}/${f.n}`).png().toBuffer());
  const crop = await f32(`${f.n}-crop`), rec = await f32(`${f.n}-rec`);
  const region = faceRegion(f.square, pic, f.oval, 64);
  const rect = patchRect(pic, f.square)!;
  const base = patchBase(pic, patchFrame(rect, f.square, Infinity), crop, 64);
  const view = (d: any) => sharp(Buffer.from(d), { raw: { width: rect.widthPx, height: rect.heightPx, channels: 4 } }).removeAlpha().resize(S, S, { fit: 'fill', kernel: 'cubic' }).png().toBuffer();
  cells.push(await view(base.samples));
  for (const j of [0, 1, 2]) cells.push(await view(composite(base, faceChange({ crop, reconstruction: rec, edited: await f32(`${f.n}-edit${j}`) }, region, 64, f.square.sidePx, Number(detail)), Number(detail))));
}
const rows = cells.length / per;
await sharp({ create: { width: per * S, height: rows * S, channels: 3, background: '#777' } }).composite(cells.map((input, i) => ({ input, left: (i % per) * S, top: Math.floor(i / per) * S }))).png().toFile(out);
