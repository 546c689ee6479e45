import type { SessionHead } from '../../bridge/session-keeper.ts';

/** A kept session that the person may go on with. */
export interface RecentSession extends SessionHead {
  /** How long ago it was written, when the list was read. */
  readonly ageMs: number;
  /** Another tab works on it: going on here makes a copy. */
  readonly isOpenElsewhere: boolean;
}

export interface SessionSlice {
  /** This tab's session; undefined until there is something to keep. */
  readonly id: string | undefined;
  /** The pictures of it that are stored. */
  readonly keptPictureIds: ReadonlySet<string>;
  /** True while the session of before the reload is brought back. */
  readonly isReturning: boolean;
  /** Those of this tab aside, the latest first. */
  readonly recent: readonly RecentSession[];
  /** What all kept sessions take, this tab's too. */
  readonly heldBytes: number;
  /** Why the session is not kept, although it should be. */
  readonly problem: string | undefined;
}

export const NO_SESSION: SessionSlice = { id: undefined, keptPictureIds: new Set(), isReturning: false, recent: [], heldBytes: 0, problem: undefined };
