/** The wait is cut in so many pieces. */
const PIECES = 4;

/** A wait that has an end. */
export interface Deadline {
  /** Ends the wait without a word. */
  clear(): void;
}

/**
 * Calls back when a time has passed. A machine that sleeps, or whose clock is set, lets a timer fire before anybody had a chance
 * to answer: so the wait is cut in pieces, each begun when the one before is over, and a jump costs one of them.
 */
export function startDeadline(ms: number, onPassed: () => void): Deadline {
  let left = PIECES;
  let timer: ReturnType<typeof setTimeout>;
  const wait = (): void => {
    timer = setTimeout(() => {
      if (--left > 0) wait();
      else onPassed();
    }, ms / PIECES);
  };
  wait();
  return { clear: () => { clearTimeout(timer); } };
}

/** The answer, unless it takes longer: then what `late` makes. What was asked for may go on unheard. */
export function within<T>(ms: number, answer: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = startDeadline(ms, () => { reject(late()); });
    answer.then(resolve, reject).finally(() => { deadline.clear(); });
  });
}
