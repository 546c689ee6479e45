import { AppError } from '../core/app-error.ts';

export const NAMING_DEFAULT = '{name}-{attrs}.{ext}';

/** What a template's places are filled with. */
export interface NameParts {
  /** The source's file name without extension. */
  readonly name: string;
  readonly attrs: readonly string[];
  readonly ext: string;
}

const PLACES = ['name', 'attrs', 'ext'];
/** Names that Windows keeps for devices, with or without an extension. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
/** Most file systems allow 255 bytes; the rest is room for "-2" and for what a copy adds. */
const MAX_NAME_BYTES = 200;

/** A file name that every file system takes: free of the characters that one of them refuses. */
export function safeFileName(name: string): string {
  const safe = name.replace(/[\p{Cc}<>:"/\\|?*]/gu, '-').replace(/[. ]+$/u, '').trim();
  if (safe === '') return 'picture';
  return RESERVED.test(safe) ? `_${safe}` : safe;
}

/**
 * Checks a naming template.
 * @throws AppError `naming-invalid`
 */
export function expectTemplate(template: string): void {
  const places = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, place = '']) => place);
  const unknown = places.find((place) => !PLACES.includes(place));
  const problem = unknown !== undefined ? `"{${unknown}}"`
    : !places.includes('name') ? 'a template without {name}, which would call every file the same'
      : !template.endsWith('.{ext}') ? 'a template that does not end in .{ext}'
        : /[{}]/.test(template.replace(/\{[^{}]*\}/g, '')) ? 'a brace without its partner'
          : /[/\\]/.test(template) ? 'a folder in it' : undefined;
  if (problem === undefined) return;
  throw new AppError({
    code: 'naming-invalid', message: `Expected {name}, {attrs}, {ext} and plain text for the naming template but received ${problem}.`,
    recovery: `The usual template is ${NAMING_DEFAULT}.`,
  });
}

/** Fills in a template. */
export function renderName(template: string, { name, attrs, ext }: NameParts): string {
  const stemTemplate = template.slice(0, -'.{ext}'.length);
  const stem = stemTemplate.replace(/\{(name|attrs)\}/g, (_, place: string) => (place === 'name' ? name : attrs.join('-')));
  return `${shortened(safeFileName(stem))}.${ext}`;
}

/** Hands out names so that no two are alike, on file systems that ignore case and composition too; the order of asking decides. */
export class UniqueNames {
  readonly #taken = new Set<string>();
  readonly #next = new Map<string, number>();

  /** The path itself if it is free, else with "-2", "-3", ... before its extension. */
  take(path: string): string {
    let candidate = path;
    const dot = path.lastIndexOf('.');
    const key = keyOf(path);
    for (let n = this.#next.get(key) ?? 2; this.#taken.has(keyOf(candidate)); n++) {
      candidate = `${path.slice(0, dot)}-${n}${path.slice(dot)}`;
      this.#next.set(key, n + 1);
    }
    this.#taken.add(keyOf(candidate));
    return candidate;
  }

  /** Takes a path out of what is handed out; false where it was taken already. */
  reserve(path: string): boolean {
    const key = keyOf(path);
    const isFree = !this.#taken.has(key);
    this.#taken.add(key);
    return isFree;
  }
}

/** Whether `UniqueNames` could hand out a path for another: the path itself, or with "-2", "-3", ... before its extension. */
export function isNumbered(candidate: string, path: string): boolean {
  const dot = path.lastIndexOf('.');
  const stem = path.slice(0, dot);
  const ext = path.slice(dot);
  return candidate === path || (candidate.startsWith(`${stem}-`) && candidate.endsWith(ext) && /^[1-9]\d{0,8}$/.test(candidate.slice(stem.length + 1, -ext.length)));
}

function keyOf(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

function shortened(stem: string): string {
  let short = stem;
  while (new TextEncoder().encode(short).length > MAX_NAME_BYTES) short = Array.from(short).slice(0, -1).join('');
  return short;
}
