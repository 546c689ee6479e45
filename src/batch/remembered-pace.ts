import * as v from 'valibot';

/** How long a file took in earlier runs, by the model's id. */
export type RememberedPaces = Readonly<Record<string, number>>;

/** A run of fewer files says too little: starting takes its share. */
const FEWEST_FILES = 3;
/** How much the latest run counts beside those before it. */
const LATEST_SHARE = 0.5;
const MOST_MODELS = 20;

const paces = v.record(v.pipe(v.string(), v.maxLength(200)), v.pipe(v.number(), v.finite(), v.gtValue(0)));

/** Reads what is remembered; nothing where nothing usable is stored. */
export function parsePaces(text: string | null | undefined): RememberedPaces {
  try {
    const read = v.safeParse(paces, JSON.parse(text ?? '{}'));
    return read.success ? read.output : {};
  } catch {
    return {};
  }
}

/** What is remembered after a run of so many files in a model; the same where the run says too little. */
export function rememberPace(before: RememberedPaces, bundle: string, { files, spanMs }: { readonly files: number; readonly spanMs: number }): RememberedPaces {
  if (files < FEWEST_FILES || !(spanMs > 0)) return before;
  const latest = spanMs / files;
  const known = Object.hasOwn(before, bundle) ? before[bundle] : undefined;
  // The latest comes last, so that the oldest go.
  const others = Object.entries(before).filter(([id]) => id !== bundle);
  return Object.fromEntries([...others.slice(1 - MOST_MODELS), [bundle, known === undefined ? latest : (1 - LATEST_SHARE) * known + LATEST_SHARE * latest]]);
}

/** How long so many files will take in a model; undefined where none was ever timed. */
export function estimateMs(paces: RememberedPaces, bundle: string, files: number): number | undefined {
  const perFile = Object.hasOwn(paces, bundle) ? paces[bundle] : undefined;
  return perFile === undefined || files === 0 ? undefined : perFile * files;
}
