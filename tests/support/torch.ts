import { spawnSync } from 'node:child_process';

/** The Python that runs the trainer. */
export const PYTHON_PATH = process.env['PYTHON_PATH'] ?? 'python3';

/** Whether it has what the trainer imports; the browser and the command line need none of it. */
export function hasTorch(): boolean {
  return spawnSync(PYTHON_PATH, ['-c', 'import numpy, PIL, torch'], { stdio: 'ignore' }).status === 0;
}
