import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { seededRandom } from './pictures.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A command that has ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `mien` as npm would, without npm. */
export function startMien(...args: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
  const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'src/cli/mien.ts'), ...args], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (text) => { stdout += String(text); });
  child.stderr.on('data', (text) => { stderr += String(text); });
  return { child, ended: new Promise((resolve) => { child.on('close', (status) => { resolve({ status, stdout, stderr }); }); }) };
}

export function mien(...args: readonly string[]): Promise<Ended> {
  return startMien(...args).ended;
}

/** An empty folder that goes when the test is over. */
export async function temporaryFolder(): Promise<{ readonly path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'mien-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** A blurred picture of noise that is the same for the same seed. */
export function testPicture(seed: number, sidePx: number): Sharp {
  const random = seededRandom(seed);
  const coarse = Buffer.from(Array.from({ length: 8 * 8 * 3 }, () => Math.floor(random() * 256)));
  return sharp(coarse, { raw: { width: 8, height: 8, channels: 3 } }).resize(sidePx, sidePx, { kernel: 'cubic' });
}

/** Writes files below a folder. */
export async function writeFiles(folder: string, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** A folder of pictures that differ, in two folders. */
export async function writePictures(folder: string, count: number, sidePx: number): Promise<void> {
  for (let i = 0; i < count; i++) await writeFiles(folder, { [`${i % 2 ? 'odd/' : ''}${String(i).padStart(3, '0')}.png`]: await testPicture(i + 1, sidePx).png().toBuffer() });
}

/** SHA-256 by path of every file below a folder but the reports. */
export async function outputHashes(folder: string): Promise<Readonly<Record<string, string>>> {
  const hashes: [string, string][] = [];
  for (const path of await readdir(folder, { recursive: true })) {
    if (path.startsWith('mien-report') || (await stat(join(folder, path))).isDirectory()) continue;
    hashes.push([path, createHash('sha256').update(await readFile(join(folder, path))).digest('hex')]);
  }
  return Object.fromEntries(hashes.sort());
}

/** A file's row in a report. */
export interface Row {
  readonly type: string;
  readonly id: string;
  readonly path: string;
  readonly output: string;
  readonly state: string;
  readonly temporary?: string;
  readonly faces?: number;
  readonly notes?: readonly string[];
  readonly reason?: { readonly code: string; readonly message: string };
}

/** The rows of all whole lines of all reports in a folder. */
export async function reportRows(folder: string): Promise<readonly Row[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.startsWith('mien-report'));
  const lines = (await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))).join('').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Row).filter(({ type }) => type === 'file');
}
