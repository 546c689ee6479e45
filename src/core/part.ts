import { AppError, describe } from './app-error.ts';
import { within } from './deadline.ts';

/** A part of the app itself that could not be fetched: offline, or the app was replaced on its server. No file of the person's is at fault. */
export const PART_UNREACHABLE = 'part-unreachable';

/** Silence after which a part that is loading is given up: nobody is told how far a module is, and the largest have 2 MB. */
export const PART_STALL_MS = 60_000;

/** Why a part that is loading was given up. */
export const PART_STALLED = `nothing for ${PART_STALL_MS / 1000} s`;

/** The error of a part that could not be fetched. */
export function partUnreachable(what: string, cause?: unknown): AppError {
  return new AppError({
    code: PART_UNREACHABLE, cause,
    message: `Expected to load ${what} of this app but received ${cause === undefined ? 'no answer' : `"${describe(cause)}"`}.`,
    recovery: 'Check the connection and try again. If the app was updated meanwhile, save your work, then reload the page.',
  });
}

/**
 * Loads a part that is not fetched before it is needed; one that never answers is given up, and found again by the next try if it
 * came meanwhile.
 * @throws AppError `part-unreachable`
 */
export async function loadPart<Part>(what: string, load: () => Promise<Part>): Promise<Part> {
  return within(PART_STALL_MS, load().catch((cause: unknown) => { throw partUnreachable(what, cause); }), () => partUnreachable(what, PART_STALLED));
}
