import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { AppError, describe } from '../core/app-error.ts';
import { sha256HexOfSource } from '../core/hash.ts';
import { createNodeRuntime } from '../engine/runtime-node.ts';
import { draftBundle, expectIdentity, finishBundle, type Bundle, type BundleIdentity } from '../l2m/bundle.ts';
import { convertCheckpoint, type Conversion, type ConvertProgress } from '../l2m/convert.ts';
import { buildDomainTable, isUnnamed, titleOf, type AttributeName } from '../l2m/domain-table.ts';
import { expectBundleId, type BundleManifest } from '../l2m/manifest.ts';
import { openModel } from '../l2m/open-model.ts';
import { qualityOfMeta } from '../l2m/quality.ts';
import { encodeRegions } from '../l2m/regions.ts';
import { openFileByteSource } from './node-byte-source.ts';
import { renderCheck } from './render-check.ts';
import { formatCount, formatTable, runCommand } from './run-command.ts';
import { expectBundleFolder, writeBundle } from './write-bundle.ts';

const USAGE = `mien convert <checkpoint> --out models/<id> [options]

  --fp16                 store weights in float16 (half the download; arithmetic stays float32)
  --int8                 store most weights in 8 bits (a quarter of the download; arithmetic stays float32)
  --attributes a,b       binary attributes, domain bit j = attribute j; "smile" or "smile:neutral:smiling"
                         (default: the checkpoint's meta.attributes, else attribute-1, attribute-2, ...)
  --domains a,b          unordered domains instead of attributes
  --id id                lower-case letters, digits and hyphens (default: the folder's name)
  --title text           shown in the editor (default: from the id)
  --alignment template   tight, celeba-hq or none (default: none)
  --frame-scale s        how many times as wide as a found drawn face its square is, 0.5 to 3 (default: 1)
  --licence text         terms of the weights (default: unstated)
  --regions file.json    where each attribute's edits may change the crop: { "smile": 32 rows of 32 numbers from 0 to 1 }
  --whole-mouths smile   attributes whose edits may open or close a mouth, which is then the model's as a whole
  --quality file.json    measured quality: { "measuredBy": "...", "rows": [{ "name", "value", "unit" }] }
                         (default: the checkpoint's meta.metrics)`;

const OPTIONS = {
  out: { type: 'string' },
  fp16: { type: 'boolean', default: false },
  int8: { type: 'boolean', default: false },
  attributes: { type: 'string' },
  domains: { type: 'string' },
  id: { type: 'string' },
  title: { type: 'string' },
  alignment: { type: 'string', default: 'none' },
  'frame-scale': { type: 'string' },
  licence: { type: 'string', default: 'unstated' },
  regions: { type: 'string' },
  'whole-mouths': { type: 'string' },
  quality: { type: 'string' },
} as const;

await runCommand(async () => {
  const { values, path, out, storage } = readArguments(process.argv.slice(2));
  const folder = resolve(out);
  const id = values.id ?? basename(folder);
  expectId(id, values.id === undefined);
  await expectBundleFolder(folder);
  await using source = await openFileByteSource(path);
  const { checkpoint, recognition: { spec }, meta } = await openModel(source);
  const names = {
    ...(values.attributes === undefined ? {} : { attributes: parseAttributes(values.attributes) }),
    ...(values.domains === undefined ? {} : { domains: values.domains.split(',') }),
  };
  const identity: BundleIdentity = {
    id,
    title: values.title ?? titleOf(id),
    licence: values.licence,
    // The manifest's schema checks what was typed.
    alignment: values.alignment as BundleManifest['alignment'],
    ...(values['frame-scale'] === undefined ? {} : { frameScale: Number(values['frame-scale']) }),
    domains: buildDomainTable(spec, meta, names),
    ...(values.regions === undefined ? {} : { regions: encodeRegions(await readJson('regions', values.regions)) }),
    ...(values['whole-mouths'] === undefined ? {} : { wholeMouths: values['whole-mouths'].split(',') }),
    // The schema checks this too.
    quality: values.quality === undefined ? qualityOfMeta(meta) : await readJson('quality', values.quality) as BundleManifest['quality'],
    source: { sha256: await sha256HexOfSource(source), bytes: source.sizeBytes, format: checkpoint.format },
  };
  expectIdentity({ spec, storage }, identity);
  const conversion = await convertCheckpoint(checkpoint, { storage, onProgress: showProgress() });
  const draft = draftBundle(conversion, identity);
  const bundle = finishBundle(draft, await renderCheck(createNodeRuntime(availableParallelism()), draft));
  await writeBundle(bundle, folder);
  console.log(report(checkpoint, conversion, bundle));
  if (isUnnamed(meta, names)) console.log(unnamedNote(bundle));
  console.log(`Wrote ${out}.`);
});

function unnamedNote({ manifest: { domains } }: Bundle): string {
  return domains.kind === 'attributes'
    ? 'The checkpoint does not say what its attributes are: name them with --attributes, for instance --attributes smile:neutral:smiling.'
    : `The checkpoint does not name its domains: they are taken for ${domains.names.map(({ id }) => id).join(', ')}. If they are others, name them with --domains.`;
}

/** Before the work, which takes minutes. */
function expectId(id: string, isFromFolder: boolean): void {
  try {
    expectBundleId(id);
  } catch (thrown) {
    if (!isFromFolder || !(thrown instanceof AppError)) throw thrown;
    throw new AppError({ code: thrown.code, message: thrown.message, cause: thrown, recovery: 'Give the model an id with --id, or name another folder.' });
  }
}

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    const [path, ...rest] = positionals;
    if (path === undefined || rest.length > 0 || values.out === undefined) throw new Error(`Expected one checkpoint and --out but received ${args.length} arguments.`);
    if (values.fp16 && values.int8) throw new Error('Expected --fp16 or --int8 but received both.');
    return { values, path, out: values.out, storage: values.int8 ? 'int8' as const : values.fp16 ? 'float16' as const : 'float32' as const };
  } catch (cause) {
    throw new AppError({ code: 'usage', message: describe(cause), cause, recovery: USAGE });
  }
}

async function readJson(option: 'regions' | 'quality', path: string): Promise<unknown> {
  try {
    return JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    throw new AppError({ code: `${option}-unreadable`, message: `Expected a JSON file for --${option} but received "${path}": ${describe(cause)}`, cause, recovery: USAGE });
  }
}

function parseAttributes(list: string): readonly AttributeName[] {
  return list.split(',').map((item) => {
    const [id = '', off, on] = item.split(':');
    return off === undefined || on === undefined ? { id } : { id, off, on };
  });
}

/** One line that is written over, on a terminal only. */
function showProgress(): (progress: ConvertProgress) => void {
  return ({ doneBytes, totalBytes }) => {
    if (!process.stderr.isTTY) return;
    process.stderr.write(`\r${Math.floor((100 * doneBytes) / totalBytes)} %${doneBytes === totalBytes ? '\n' : ''}`);
  };
}

function report(checkpoint: Checkpoint, { graphs, usedKeys, skippedKeys }: Conversion, { manifest }: Bundle): string {
  const sum = (pick: (graph: { bytes: Uint8Array; parameters: number; multiplyAdds: number }) => number): string =>
    formatCount([...graphs.values()].reduce((total, graph) => total + pick(graph), 0));
  const rows = [...graphs].map(([name, graph]) => [name, formatCount(graph.parameters), formatCount(graph.bytes.length), formatCount(graph.multiplyAdds)]);
  return [
    `${checkpoint.format}, ${formatCount(checkpoint.sizeBytes)} bytes: ${usedKeys.length} keys used, ${skippedKeys.length} skipped`,
    ...usedKeys.map((key) => `  used     ${key}`),
    ...skippedKeys.map((key) => `  skipped  ${key}`),
    `${manifest.title}: ${manifest.imageSizePx} px, ${manifest.storage} storage, self-check tolerance ${manifest.check.tolerance}`,
    formatTable([
      ['graph', 'parameters', 'bytes', 'multiply-adds'],
      ...rows,
      ['sum', sum((graph) => graph.parameters), sum((graph) => graph.bytes.length), sum((graph) => graph.multiplyAdds)],
    ]),
  ].join('\n');
}
