import { checkpointError, quote } from './checkpoint-error.ts';

const MAX_KEY_LENGTH = 1024;
/** What trainers put around the weights; only outermost, since below it a module may bear the name. */
const WRAPPERS: ReadonlySet<string> = new Set(['state_dict', 'model']);
/** `DataParallel` and `DistributedDataParallel`, and `torch.compile`, put these before the keys of each network they wrap. */
const WRAPPED: ReadonlySet<string> = new Set(['module', '_orig_mod']);

/** Where a value stands in the saved object. */
export interface KeyPath {
  /** Names of the levels as saved, joined by dots; '' for the outermost dict. */
  readonly key: string;
  readonly depth: number;
  /** True while every level so far is a wrapper. */
  readonly isOuter: boolean;
}

export const ROOT_PATH: KeyPath = { key: '', depth: 0, isOuter: true };

/**
 * The path of a value inside the value at `parent`.
 * @throws AppError `checkpoint-bad-key`
 */
export function childPath(parent: KeyPath, name: string): KeyPath {
  const length = parent.key.length + name.length + 1;
  if (length > MAX_KEY_LENGTH) {
    const expected = `a key of at most ${MAX_KEY_LENGTH} characters`;
    const subject = `a value under ${quote(parent.key === '' ? name : parent.key)}`;
    throw checkpointError({ code: 'checkpoint-bad-key', expected, subject, received: `${length}` });
  }
  return {
    key: parent.depth === 0 ? name : `${parent.key}.${name}`,
    depth: parent.depth + 1,
    isOuter: parent.isOuter && (WRAPPERS.has(name) || WRAPPED.has(name)),
  };
}

/** True where a dict of this name adds no level: its content belongs to the dict around it. */
export function isWrapper(name: string, parent: KeyPath): boolean {
  return WRAPPED.has(name) || (parent.isOuter && WRAPPERS.has(name));
}

/** A tensor's key without wrappers: `state_dict.generator.module.to_rgb.0` gives `generator.to_rgb.0`, nested or not. */
export function tensorKey({ key }: KeyPath): string {
  const levels = key.split('.');
  const start = levels.findIndex((level) => !WRAPPERS.has(level) && !WRAPPED.has(level));
  return start < 0 ? key : levels.filter((level, i) => i >= start && !WRAPPED.has(level)).join('.');
}
