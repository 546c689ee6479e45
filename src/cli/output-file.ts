import { randomUUID } from 'node:crypto';
import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../core/app-error.ts';
import type { CropSquare } from '../core/geometry.ts';
import { fileError } from './file-errors.ts';
import { expectOtherFile } from './originals.ts';
import { usageError } from './usage-error.ts';

/**
 * Refuses before the work what could not, or must not, be written after it.
 * @throws AppError `output-exists`, `output-folder-missing`, `file-system`, and what keeps originals
 */
export async function expectPlace(sources: readonly string[], out: string, mayReplace: boolean): Promise<void> {
  if (!mayReplace && await access(out).then(() => true, () => false)) {
    throw new AppError({ code: 'output-exists', message: `Expected no file at "${out}" but received one.`, recovery: 'Name another output, or add --overwrite.' });
  }
  const folder = await stat(dirname(out)).catch(() => undefined);
  if (folder?.isDirectory() !== true) throw new AppError({ code: 'output-folder-missing', message: `Expected a folder for "${out}" but received none.`, recovery: 'Make the folder first, or name another output.' });
  const present = await stat(out).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileError(cause) ?? cause;
  });
  if (present?.isDirectory()) throw new AppError({ code: 'output-exists', message: `Expected no folder at "${out}" but received one.`, recovery: 'Name a file.' });
  // Renaming the result to it would take its place: as root even that of /dev/null.
  if (present?.isFile() === false) throw new AppError({ code: 'output-exists', message: `Expected a file at "${out}" but received a device or a pipe.`, recovery: 'Name a file.' });
  await expectOtherFile(sources, out);
}

/** Where an output is written until it is whole: beside it, by a name that is short however long the output's is. */
export function temporaryBeside(out: string): string {
  return join(dirname(out), `.mien-${randomUUID()}.part`);
}

/** A face's square as an option has it: centre, side and degrees. */
export function parseSquare(value: string | boolean | undefined, usage: string): CropSquare | undefined {
  if (typeof value !== 'string') return undefined;
  const [centreXPx = Number.NaN, centreYPx = Number.NaN, sidePx = Number.NaN, degrees = 0, ...rest] = value.split(',').map(Number);
  if ([centreXPx, centreYPx, sidePx, degrees].every(Number.isFinite) && sidePx > 0 && rest.length === 0) {
    return { centreXPx, centreYPx, sidePx, rotationRad: (degrees * Math.PI) / 180 };
  }
  throw usageError(`Expected x,y,side or x,y,side,degrees for --square but received "${value}".`, usage);
}
