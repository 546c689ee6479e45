import { parseArgs } from 'node:util';
import { limitOf } from './edit-options.ts';
import { crashed, timedOut } from './process-errors.ts';
import { forkBeside, startLimitMs } from './worker-process.ts';

/** How far the process of `mien strip` or `mien grid` has come. */
export type FramesStage = 'loaded' | 'opened';

/**
 * `mien strip` or `mien grid` in a process of its own, for nothing else would end a decoder that goes on for ever; resolves with the
 * exit status. The limit is for reading the picture: how many frames are made of it a person says.
 * @throws AppError `file-timed-out`, `worker-crashed`, `usage`
 */
export function runFrames(command: 'strip' | 'grid', args: readonly string[], usage: string): Promise<number> {
  const limitMs = limitOf(parseArgs({ args: [...args], options: { timeout: { type: 'string' } }, strict: false }).values, usage);
  return new Promise((resolve, reject) => {
    const child = forkBeside('frames-worker', [command, ...args]);
    const giveUp = (): void => {
      child.kill('SIGKILL');
      reject(timedOut(limitMs));
    };
    let timer = setTimeout(giveUp, startLimitMs(limitMs));
    child.on('message', (stage: FramesStage) => {
      clearTimeout(timer);
      if (stage === 'loaded') timer = setTimeout(giveUp, limitMs);
    });
    child.on('exit', (status) => {
      clearTimeout(timer);
      if (status === null) reject(crashed());
      else resolve(status);
    });
  });
}
