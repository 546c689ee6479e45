import { realpath, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { AppError } from '../core/app-error.ts';

/** Whether a real path is a folder or lies somewhere in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Keeps the originals of a run from being written to, whatever links, cases and folders lead to them. */
export class Originals {
  readonly #folder: string;
  readonly #paths: readonly string[];
  /** The output folder where it lies within the originals' folder: it is left out of the listing, so writing there is safe. */
  readonly #outputs: string | undefined;
  /** What else the run is made of: its reference, its recipe. */
  readonly #others: readonly string[];
  /** Device and inode of every original; read when the first output turns out to be there already. */
  #identities: Promise<ReadonlySet<string>> | undefined;

  private constructor(folder: string, paths: readonly string[], outputs: string | undefined, others: readonly string[]) {
    this.#folder = folder;
    this.#paths = paths;
    this.#outputs = outputs;
    this.#others = others;
  }

  /** The originals are the given paths below a folder, and other files wherever they lie. Both folders exist. */
  static async of(folder: string, paths: readonly string[], outputFolder: string, others: readonly string[] = []): Promise<Originals> {
    const [from, to] = await Promise.all([realpath(folder), realpath(outputFolder)]);
    return new Originals(from, paths, isWithin(to, from) ? to : undefined, others);
  }

  /**
   * Refuses a path that is an original, or that lies among them, where a later run would take it for one. Its folder exists.
   * @throws AppError `output-is-original`
   */
  async expectNone(output: string): Promise<void> {
    const folder = await realpath(dirname(output));
    const isAmong = isWithin(folder, this.#folder) && !(this.#outputs !== undefined && isWithin(folder, this.#outputs));
    if (isAmong) throw outputIsOriginal(output);
    const identity = await identityOf(output);
    if (identity === undefined) return;
    this.#identities ??= identitiesOf([...this.#paths.map((path) => join(this.#folder, path)), ...this.#others]);
    if ((await this.#identities).has(identity)) throw outputIsOriginal(output);
  }
}

/**
 * Refuses to write a picture over a file that it is made of.
 * @throws AppError `output-is-original`
 */
export async function expectOtherFile(sources: readonly string[], output: string): Promise<void> {
  const identity = await identityOf(output);
  if (identity === undefined) return;
  for (const source of sources) if (identity === await identityOf(source)) throw outputIsOriginal(output);
}

async function identitiesOf(paths: readonly string[]): Promise<ReadonlySet<string>> {
  const identities = new Set<string>();
  for (const path of paths) {
    const identity = await identityOf(path);
    if (identity !== undefined) identities.add(identity);
  }
  return identities;
}

/** What two names of one file have in common; undefined where there is none. Inodes do not fit a number on every system. */
async function identityOf(path: string): Promise<string | undefined> {
  return stat(path, { bigint: true }).then(({ dev, ino }) => `${dev}:${ino}`, () => undefined);
}

function outputIsOriginal(output: string): AppError {
  return new AppError({
    code: 'output-is-original', message: `Expected an output that is none of the originals but received "${output}".`,
    recovery: 'Name another output: originals are never written to.',
  });
}
