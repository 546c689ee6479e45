/**
 * Wraps an asynchronous function so that at most one call runs and one waits.
 * A newer call replaces the waiting one, whose promise resolves to `undefined`; a failure rejects its own caller alone.
 */
export function latestWins<A, R>(run: (argument: A) => Promise<R>): (argument: A) => Promise<R | undefined> {
  interface Waiting {
    readonly argument: A;
    readonly resolve: (value: R | undefined) => void;
    readonly reject: (thrown: unknown) => void;
  }
  let busy = false;
  let waiting: Waiting | undefined;
  const start = ({ argument, resolve, reject }: Waiting): void => {
    busy = true;
    run(argument).then(resolve, reject).finally(() => {
      busy = false;
      const next = waiting;
      waiting = undefined;
      if (next) start(next);
    });
  };
  return (argument) =>
    new Promise((resolve, reject) => {
      const call: Waiting = { argument, resolve, reject };
      if (!busy) { start(call); return; }
      waiting?.resolve(undefined);
      waiting = call;
    });
}
