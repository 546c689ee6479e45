import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { batchCommand } from '../../../src/cli/batch-command.ts';
import { editCommand } from '../../../src/cli/edit-command.ts';
import { tellFailure } from '../../../src/cli/run-command.ts';
import { stripCommand } from '../../../src/cli/strip-command.ts';
import { openCheckpoint } from '../../../src/checkpoint/open.ts';
import { bytesSource } from '../../../src/core/byte-source.ts';
import { dict, pickle, tensor, text } from '../checkpoint/pickle-builder.ts';
import { torchZip } from '../checkpoint/zip-builder.ts';
import { makeTinyBundle } from '../../support/tiny-bundle.ts';
import { mien, outputHashes, temporaryFolder, testPicture, writeFiles, writePictures } from '../../support/mien.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WHOLE = ['--smile', '1', '--crop', 'whole'];

/** Refused by the process that reads pictures, which only a real command starts. */
const IN_ITS_WORKER = 'process';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { edit: editCommand, batch: batchCommand, strip: stripCommand };

/** What a command says that refuses before any work: in this process, for another Node takes seconds to start. What is no name of these is run as it is. */
async function refusal([name = '', ...args]: readonly string[]): Promise<string> {
  const command = COMMANDS[name];
  if (!command) {
    const { status, stderr } = await mien(...(name === IN_ITS_WORKER ? args : [name, ...args]));
    expect(status).toBe(1);
    return stderr;
  }
  const said: string[] = [];
  const mute = [vi.spyOn(console, 'log').mockReturnValue(), vi.spyOn(console, 'error').mockImplementation((text: unknown) => { said.push(String(text)); })];
  await command(args).then(() => { throw new Error('Expected the command to refuse.'); }, tellFailure);
  for (const spy of mute) spy.mockRestore();
  return said.join('\n');
}

describe('what a person may type', { timeout: 120_000 }, () => {
  test.each<readonly [string, (at: (name: string) => string) => readonly string[], RegExp]>([
    ['an extension that is not written', (at) => ['edit', at('a.png'), '-o', at('o.avif'), ...WHOLE], /ends in \.png, \.jpg or \.webp.*\[usage\]/],
    ['a folder as picture', (at) => [IN_ITS_WORKER, 'edit', at('folder'), '-o', at('o.png'), ...WHOLE], /received a folder.*\[file-unreadable\]/],
    ['a device as picture', (at) => [IN_ITS_WORKER, 'edit', '/dev/zero', '-o', at('o.png'), ...WHOLE], /received a device or a pipe.*\[file-unreadable\]/],
    ['no time at all', (at) => ['edit', at('a.png'), '-o', at('o.png'), ...WHOLE, '--timeout', '0'], /from 1 for --timeout.*\[usage\]/],
    ['a folder as output', (at) => ['edit', at('a.png'), '-o', at('folder.png'), ...WHOLE, '--overwrite'], /received one\. \[output-exists\]/],
    ['an output in a folder that is not there', (at) => ['edit', at('a.png'), '-o', at('none/o.png'), ...WHOLE], /\[output-folder-missing\]\nMake the folder first/],
    ['a name that is too long', (at) => ['edit', at('a.png'), '-o', at(`${'n'.repeat(300)}.png`), ...WHOLE], /n{300}\.png" but received a name that is too long/],
    ['the same as a strip', (at) => ['strip', at('a.png'), '-o', at(`${'n'.repeat(300)}.png`), '--attribute', 'smile'], /n{300}\.png" but received a name that is too long/],
    ['megapixels below nothing', (at) => ['edit', at('a.png'), '-o', at('o.png'), ...WHOLE, '--max-megapixels', '-1'], /above 0.*\[usage\]/],
    ['a level beyond the range', (at) => ['edit', at('a.png'), '-o', at('o.png'), '--smile', '3'], /of the command line|for the command line.*\[recipe-level\]/],
    ['nothing to do', (at) => ['edit', at('a.png'), '-o', at('o.png')], /for the command line.*\[recipe-empty\]/],
    ['a folder as checkpoint', (at) => ['convert', at('folder'), '--out', at('m')], /received a folder.*\[file-unreadable\]/],
    ['a model\'s folder that is no id', (at) => ['convert', at('a.png'), '--out', at('my.Model')], /\[bundle-id-invalid\]\nGive the model an id with --id/],
    ['a batch into a file', (at) => ['batch', at('folder'), at('a.png'), ...WHOLE], /\[(write-failed|nothing-to-do)\]/],
  ])('%s: said before the work, in words', async (_name, args, expected) => {
    await using folder = await temporaryFolder();
    const at = (name: string): string => join(folder.path, name);
    await mkdir(at('folder'));
    await mkdir(at('folder.png'));
    await writeFiles(folder.path, { 'a.png': await testPicture(1, 64).png().toBuffer() });
    const stderr = await refusal(args(at));
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b|recipe (but|for)|\n {4}at /);
    expect((await readdir(folder.path)).sort()).toEqual(['a.png', 'folder', 'folder.png']);
  });

  test('a recipe with a byte order mark, and one that is wrong is called a recipe', async () => {
    await using folder = await temporaryFolder();
    await writePictures(join(folder.path, 'in'), 1, 64);
    const recipe = { version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } }, crop: 'whole' };
    await writeFile(join(folder.path, 'r.json'), `\ufeff${JSON.stringify(recipe)}`);
    expect((await mien('batch', join(folder.path, 'in'), join(folder.path, 'out'), '--recipe', join(folder.path, 'r.json'))).status).toBe(0);
    await writeFile(join(folder.path, 'bad.json'), JSON.stringify({ ...recipe, crop: 'sideways' }));
    expect((await mien('batch', join(folder.path, 'in'), join(folder.path, 'out'), '--recipe', join(folder.path, 'bad.json'))).stderr).toContain('of the recipe');
  });

  test('a terminal\'s commands in what comes from files are shown, not sent', async () => {
    await using folder = await temporaryFolder();
    const { files, manifest } = await makeTinyBundle();
    const hostile = '\x1b]0;owned\x07\x1b[2J\x9b31m';
    await writeFiles(folder.path, { ...Object.fromEntries(files), 'manifest.json': Buffer.from(JSON.stringify({ ...manifest, title: hostile, licence: hostile })), 'bad.json': Buffer.from(hostile) });
    for (const args of [['inspect', folder.path], ['edit', 'a.png', '-o', join(folder.path, 'o.png'), '--recipe', join(folder.path, 'bad.json')], ['inspect', join(folder.path, hostile)]]) {
      const { stdout, stderr } = await mien(...args);
      expect(stdout + stderr).toContain('\\x1b]0;owned\\x07');
      expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n\t]/u);
    }
  });

  test('a pipe that is closed early: no stack, the work is done, and the status is its own', async () => {
    await using folder = await temporaryFolder();
    await writePictures(join(folder.path, 'in'), 2, 64);
    const out = join(folder.path, 'out');
    const child = spawn(process.execPath, ['--import', 'tsx', join(ROOT, 'src/cli/mien.ts'), 'batch', join(folder.path, 'in'), out, ...WHOLE], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (chunk) => { stderr += String(chunk); });
    const status = await new Promise((resolve) => { child.on('close', resolve); });
    expect({ status, stderr: stderr.includes('EPIPE') }).toEqual({ status: 0, stderr: false });
    expect(Object.keys(await outputHashes(out))).toHaveLength(2);
  });
});

test('keys that torch.compile wrapped are read as those of the network itself', async () => {
  const file = torchZip(pickle(dict([[text('_orig_mod.generator.a'), tensor()], [text('style_encoder'), dict([[text('_orig_mod'), dict([[text('b'), tensor()]])]])]])));
  expect([...(await openCheckpoint(bytesSource(file))).tensors.keys()].sort()).toEqual(['generator.a', 'style_encoder.b']);
});
