import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PYTHON_PATH } from '../support/torch.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a finished program printed; a failed one throws with everything it said. */
async function finished(program: string, args: readonly string[], cwd: string): Promise<string> {
  // Networks this small gain nothing from threads, which on a busy machine mostly wait for each other.
  const child = spawn(program, args, { cwd, env: { ...process.env, OMP_NUM_THREADS: '1' } });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { out += chunk.toString(); });
  const status = await new Promise<number | null>((resolve, reject) => child.on('close', resolve).on('error', reject));
  if (status === 0) return out;
  throw new Error(`Expected ${args[0] ?? program} to succeed but it ended with ${status ?? 'a signal'}:\n${out}`);
}

/** A script of the trainer. */
export async function runTrainer(script: string, ...args: readonly string[]): Promise<string> {
  return finished(PYTHON_PATH, [script, ...args], join(root, 'models/training'));
}

/** A script of these tests. */
export async function runScript(script: string, ...args: readonly string[]): Promise<string> {
  return finished(PYTHON_PATH, [join(root, 'tests/training', script), ...args], root);
}

/** A command line tool as `npm run` starts it. */
export async function runTool(tool: string, ...args: readonly string[]): Promise<string> {
  return finished(process.execPath, ['--import', 'tsx', join(root, 'src/cli', tool), ...args], root);
}
