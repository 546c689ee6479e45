const LOCK_NAME = 'mien-batch-run';

/** The right to the one batch run of this browser and to its staged results; one tab has it at a time, and a tab that goes gives it up. */
export interface BatchClaim {
  /** True where this tab has it from now on, or had it already. */
  take(): Promise<boolean>;
  release(): void;
}

export function createBatchClaim(): BatchClaim {
  let giveUp: (() => void) | undefined;
  return {
    take() {
      if (giveUp) return Promise.resolve(true);
      return new Promise((resolve, reject) => {
        navigator.locks.request(LOCK_NAME, { ifAvailable: true }, (lock) => {
          resolve(lock !== null);
          return lock && new Promise<void>((release) => { giveUp = release; });
        }).catch(reject);
      });
    },
    release() {
      giveUp?.();
      giveUp = undefined;
    },
  };
}
