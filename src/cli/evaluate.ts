import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { AppError, describe } from '../core/app-error.ts';
import type { RgbaImage } from '../core/image.ts';
import type { EditPipeline } from '../engine/edit-pipeline.ts';
import type { FaceFinder } from '../face/face-finder.ts';
import { MANIFEST_FILE } from '../l2m/bundle.ts';
import { domainOfValues } from '../l2m/latent.ts';
import type { BundleManifest } from '../l2m/manifest.ts';
import { CropEvaluator, type EditedCrop, type LabelledCrop, type Tally } from './evaluate-crop.ts';
import { evenly, listCrops, type EvaluationCrop } from './evaluate-crops.ts';
import { verdictOf } from './evaluate-edits.ts';
import { openJudge } from './evaluate-judge.ts';
import { LibraryWitness } from './evaluate-library.ts';
import { PixelChecks } from './evaluate-pixels.ts';
import { cardWithTable, judgeRows } from './evaluate-report.ts';
import { contactSheet, type SheetColumn } from './evaluate-sheet.ts';
import { Averages } from './evaluate-statistics.ts';
import { makeFolder } from './make-folder.ts';
import { createNodeFaceFinder } from './node-face-finder.ts';
import { loadPipeline } from './open-bundle.ts';
import { formatTable, runCommand } from './run-command.ts';

const USAGE = `npm run evaluate -- <bundle> <pack or folder of aligned pictures> --judge judge.pt [options]

  --judge file.pt    classifier that had no part in training: judge.pt of the training export
  --limit n          so many pictures, evenly spread (default: all)
  --library n        so many of them are also shown to the face library: photos only (default: 0)
  --sheet file.png   contact sheet of ten faces and their edits in both composites
  --edits folder     every edit in replace as PNG with the judge's logits, as evaluate.py writes them
  --write            write the rows into the bundle's manifest and the table into its card

A pack gives its validation crops and their labels. A folder's pictures are taken as aligned; where the bundle has attributes
its own classifier says what they start from.`;

const OPTIONS = {
  judge: { type: 'string' }, limit: { type: 'string' }, library: { type: 'string', default: '0' },
  sheet: { type: 'string' }, edits: { type: 'string' }, write: { type: 'boolean', default: false },
} as const;

const SHEET_FACES = 10;

await runCommand(async () => {
  const { values, bundle, pictures, judge: judgePath } = readArguments(process.argv.slice(2));
  const pipeline = await loadPipeline(bundle, availableParallelism());
  const { manifest, runtime } = pipeline.model;
  const judge = await openJudge(judgePath, manifest.imageSizePx, runtime);
  const tally: Tally = { averages: new Averages(), slopes: new Map() };
  const evaluator = new CropEvaluator(pipeline, judge, tally);
  const finder = createNodeFaceFinder();
  const witness = new LibraryWitness(manifest, finder, tally.averages);
  const pixels = new PixelChecks(manifest);
  const sheet: SheetColumn[] = [];
  const verdicts: Record<string, readonly number[]> = {};
  const listed = await listCrops(pictures, manifest, values.limit === undefined ? Number.POSITIVE_INFINITY : count(values.limit));
  const [forLibrary, forSheet] = [new Set(evenly(listed, count(values.library))), new Set(evenly(listed, SHEET_FACES))];
  for (const [i, entry] of listed.entries()) {
    const crop = await withContour(await labelled(await entry.read(), pipeline), manifest, finder);
    const edited = await evaluator.evaluate(crop);
    pixels.look(crop, edited);
    if (forLibrary.has(entry)) await witness.look(crop, edited);
    if (values.edits !== undefined) await writeEdits(values.edits, crop, edited, verdicts);
    if (forSheet.has(entry)) sheet.push({ source: crop.picture, edited });
    if (process.stderr.isTTY) process.stderr.write(`\r${i + 1} of ${listed.length} pictures`);
  }
  const command = `npm run evaluate on ${listed.length} ${pictures.endsWith('.pack') ? 'validation crops' : 'pictures'} of ${basename(pictures)}`;
  const library = forLibrary.size > 0 ? `, ${forLibrary.size} of them also shown to the face library (@vladmandic/human)` : '';
  const quality = { measuredBy: `${command}, the judge’s rows averaged over domains${library}`, rows: [...judgeRows(manifest, tally), ...pixels.rows(), ...witness.rows()] };
  if (values.sheet !== undefined) await writeFile(values.sheet, await contactSheet(manifest, sheet));
  if (values.edits !== undefined) await writeFile(join(values.edits, 'verdicts.json'), JSON.stringify(verdicts, undefined, 0));
  if (values.write) await writeQuality(bundle, { ...manifest, quality });
  console.log(formatTable([['measure', 'value', 'unit'], ...quality.rows.map(({ group, name, value, unit }) => [`${group}: ${name}`, String(value), unit])]));
  console.log(`Measured by ${quality.measuredBy}.`);
  await judge.close();
  await pipeline.release();
});

function readArguments(args: readonly string[]) {
  try {
    const { values, positionals: [bundle, pictures, ...rest] } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
    if (bundle === undefined || pictures === undefined || rest.length > 0 || values.judge === undefined) throw new Error('Expected a bundle, pictures and --judge.');
    return { values, bundle, pictures, judge: values.judge };
  } catch (cause) {
    throw new AppError({ code: 'usage', message: describe(cause), cause, recovery: USAGE });
  }
}

/** @throws AppError `usage` */
function count(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new AppError({ code: 'usage', message: `Expected a whole number but received "${text}".`, recovery: USAGE });
}

/** Where nothing says what a picture shows, the bundle's classifier does, as in the app. */
async function labelled(crop: EvaluationCrop, pipeline: EditPipeline): Promise<LabelledCrop> {
  if (crop.domain !== undefined) return { ...crop, domain: crop.domain };
  const { manifest } = pipeline.model;
  const { widthPx, heightPx } = crop.picture;
  const logits = await pipeline.analyse(crop.name, crop.picture, { centreXPx: widthPx / 2, centreYPx: heightPx / 2, sidePx: Math.min(widthPx, heightPx), rotationRad: 0 });
  const values = verdictOf(manifest, logits);
  if (values.length > 0) return { ...crop, domain: manifest.domains.kind === 'attributes' ? domainOfValues(values) : values.indexOf(1) };
  throw new AppError({ code: 'crops-domains', message: 'Expected labels for the pictures, or a bundle with a classifier, but received neither.', recovery: 'Make a pack with models/training/prepare.py.' });
}

/** As in the app: bundles of photos are edited within the face's contour. */
async function withContour(crop: LabelledCrop, { alignment }: BundleManifest, finder: FaceFinder<RgbaImage>): Promise<LabelledCrop> {
  return alignment === 'none' ? crop : { ...crop, oval: (await finder.find(crop.picture))[0]?.oval };
}

async function writeEdits(folder: string, { name }: LabelledCrop, edited: readonly EditedCrop[], verdicts: Record<string, readonly number[]>): Promise<void> {
  await makeFolder(folder);
  for (const { edit, picture: { data, widthPx, heightPx }, logits } of edited.filter(({ composite }) => composite === 'replace')) {
    const file = `${basename(name, extname(name))}--${edit.column}-${edit.value}.png`;
    await sharp(data, { raw: { width: widthPx, height: heightPx, channels: 4 } }).removeAlpha().png().toFile(join(folder, file));
    verdicts[file] = Array.from(logits, (logit) => Number(logit.toFixed(4)));
  }
}

async function writeQuality(bundle: string, manifest: BundleManifest): Promise<void> {
  const card = join(bundle, manifest.card);
  if (manifest.quality) await writeFile(card, cardWithTable(await readFile(card, 'utf8'), manifest.quality));
  await writeFile(join(bundle, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
