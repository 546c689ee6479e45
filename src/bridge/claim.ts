/** The right to something that one tab has at a time; a tab that goes, by a reload or a crash, gives it up. */
export interface Claim {
  /** True where this tab has it from now on, or had it already. */
  take(): Promise<boolean>;
  release(): void;
}

/** How a claim is taken that another tab may have. */
export interface ClaimOptions {
  /** The page before a reload may be giving it up just now: so long it is waited for. */
  readonly waitMs?: number;
}

/** A claim by the name of a Web Lock. */
export function createClaim(lockName: string, { waitMs }: ClaimOptions = {}): Claim {
  let giveUp: (() => void) | undefined;
  return {
    take() {
      if (giveUp) return Promise.resolve(true);
      return new Promise((resolve, reject) => {
        const options: LockOptions = waitMs === undefined ? { ifAvailable: true } : { signal: AbortSignal.timeout(waitMs) };
        navigator.locks.request(lockName, options, (lock) => {
          resolve(lock !== null);
          return lock && new Promise<void>((release) => { giveUp = release; });
        }).catch((thrown: unknown) => {
          if (thrown instanceof DOMException && thrown.name === 'TimeoutError') resolve(false);
          else reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
        });
      });
    },
    release() {
      giveUp?.();
      giveUp = undefined;
    },
  };
}
