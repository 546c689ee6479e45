/**
 * Which model a picture would open in, on labelled pictures: the confusion table that the limits of `edit/picture-kind.ts` come to.
 *
 *     npx tsx tests/support/measure-kinds.ts ../shared 200
 *
 * So many photographed faces (samples, cases, crops of faces256), drawn ones (samples, crops of anime256 and anime96) and animals, which
 * no model is for: "neither" is right. Every fourth is shown once more, a third as high as a picture with other things in it. Beside what
 * is told: how sure each finder is (least, median, most), for how many pictures the second one is asked, and what each takes.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseTar } from 'nanotar';
import sharp from 'sharp';
import { createNodeDrawnFaceFinder } from '../../src/cli/node-drawn-face-finder.ts';
import { createNodeFaceFinder } from '../../src/cli/node-face-finder.ts';
import { formatTable } from '../../src/cli/run-command.ts';
import { drawnConfidence, photographedConfidence, tellKind } from '../../src/edit/picture-kind.ts';
import { decode } from './measure.ts';

const [shared = '', asked = '200'] = process.argv.slice(2);
const photographed = createNodeFaceFinder();
const drawn = createNodeDrawnFaceFinder(1);

interface Measured {
  readonly told: string;
  readonly toldOtherwise: string;
  readonly looks: number;
  readonly sure: readonly [photographed: number, drawn: number];
  readonly ms: readonly [photographed: number, drawn: number];
}

async function ofFolder(folder: string): Promise<readonly Buffer[]> {
  const names = (await readdir(join(shared, folder))).filter((name) => /\.(jpe?g|png|webp|tif)$/.test(name)).sort();
  return Promise.all(names.map((name) => readFile(join(shared, folder, name))));
}

/** Evenly spaced over the archive. */
async function ofArchive(name: string, count: number): Promise<readonly Buffer[]> {
  const files = parseTar(await readFile(join(shared, 'data', name))).filter(({ data }) => (data?.length ?? 0) > 0).sort((a, b) => (a.name < b.name ? -1 : 1));
  return Array.from({ length: count }, (_, i) => Buffer.from(files[Math.floor((i * files.length) / count)]!.data!));
}

async function inScene(encoded: Buffer): Promise<Buffer> {
  const face = await sharp(encoded).resize(200, 200, { fit: 'cover' }).png().toBuffer();
  const ground = '<svg width="900" height="640"><linearGradient id="g" x2="0.4" y2="1"><stop stop-color="#7d8a94"/><stop offset="1" stop-color="#a99f92"/></linearGradient>'
    + '<rect width="100%" height="100%" fill="url(#g)"/><circle cx="720" cy="150" r="70" fill="#d9c27a"/><path d="M0 640 L220 380 L420 640Z" fill="#5d6a58"/></svg>';
  return sharp(Buffer.from(ground)).composite([{ input: face, left: 420, top: 260 }]).png().toBuffer();
}

async function measure(encoded: Buffer): Promise<Measured> {
  const picture = await decode(encoded);
  const start = performance.now();
  const faces = await photographed.find(picture);
  const middle = performance.now();
  const squares = await drawn(picture);
  const end = performance.now();
  const sure = [photographedConfidence(faces), drawnConfidence(squares)] as const;
  let looks = 0;
  const told = await tellKind(['photographed', 'drawn'], (kind) => { looks++; return Promise.resolve(sure[kind === 'drawn' ? 1 : 0]); });
  const toldOtherwise = await tellKind(['drawn', 'photographed'], (kind) => Promise.resolve(sure[kind === 'drawn' ? 1 : 0]));
  return { told: told ?? 'neither', toldOtherwise: toldOtherwise ?? 'neither', looks, sure, ms: [middle - start, end - middle] };
}

const count = Number(asked);
const known = { photographed: [...await ofFolder('samples/faces'), ...await ofFolder('cases')], drawn: await ofFolder('samples/anime') };
const left = { photographed: count - known.photographed.length, drawn: count - known.drawn.length };
const sets: Readonly<Record<string, readonly Buffer[]>> = {
  photographed: [...known.photographed, ...await ofArchive('faces256.tar', left.photographed)],
  drawn: [...known.drawn, ...await ofArchive('anime256.tar', left.drawn >> 1), ...await ofArchive('anime96.tar', left.drawn - (left.drawn >> 1))],
  animal: await ofArchive('animals256.tar', count),
};
const spread = (values: readonly number[], digits: number): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return [0, 0.5, 1].map((share) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(digits)).join(' / ');
};
const rows = [['', 'pictures', 'photographed', 'drawn', 'neither', 'other order differs', 'second looks', 'photographed sure', 'drawn sure', 'photographed ms', 'drawn ms']];
for (const [label, pictures] of Object.entries(sets)) {
  for (const isScene of [false, true]) {
    const measured: Measured[] = [];
    for (const encoded of isScene ? pictures.filter((_, i) => i % 4 === 2) : pictures) {
      const shown = await (isScene ? inScene(encoded) : sharp(encoded).png().toBuffer()).catch(() => undefined);
      if (shown) measured.push(await measure(shown));
    }
    const share = (isSo: (one: Measured) => boolean): string => String(measured.filter(isSo).length);
    rows.push([
      `${label}${isScene ? ', small in a scene' : ''}`, String(measured.length), ...['photographed', 'drawn', 'neither'].map((kind) => share(({ told }) => told === kind)),
      share(({ told, toldOtherwise }) => told !== toldOtherwise), share(({ looks }) => looks > 1),
      ...[0, 1].map((i) => spread(measured.map(({ sure }) => sure[i]!), 2)), ...[0, 1].map((i) => spread(measured.map(({ ms }) => ms[i]!), 0)),
    ]);
    console.error(rows.at(-1)!.join(' | '));
  }
}
console.log(formatTable(rows));
