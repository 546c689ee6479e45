import { execFileSync } from 'node:child_process';
import { appendFile, copyFile, link, lstat, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { mien, outputHashes, reportRows, temporaryFolder, testPicture, writeFiles, writePictures } from '../../support/mien.ts';

const WHOLE = ['--smile', '1', '--crop', 'whole'];
const SAME_NAME = ['--naming', '{name}.{ext}'];

describe.concurrent('originals are never written to', { timeout: 120_000 }, () => {
  test('edit: not under their name, a link, or a hard link', async () => {
    await using folder = await temporaryFolder();
    const path = (name: string): string => join(folder.path, name);
    const png = await testPicture(1, 64).png().toBuffer();
    await writeFiles(folder.path, { 'p.png': png });
    await symlink(path('p.png'), path('soft.png'));
    await link(path('p.png'), path('hard.png'));
    for (const [from, to] of [['p.png', 'p.png'], ['p.png', 'soft.png'], ['soft.png', 'p.png'], ['p.png', 'hard.png'], ['p.png', '../' + folder.path.split('/').at(-1)! + '/p.png']] as const) {
      expect(await mien('edit', path(from), '-o', path(to), ...WHOLE, '--overwrite')).toMatchObject({ status: 1, stderr: expect.stringContaining('[output-is-original]') as string });
    }
    expect(await readFile(path('p.png'))).toEqual(png);
    expect((await readdir(folder.path)).sort()).toEqual(['hard.png', 'p.png', 'soft.png']);
  });

  test('edit and batch: not under the name of the reference or the recipe, nor of a pipe', async () => {
    await using folder = await temporaryFolder();
    const path = (...names: string[]): string => join(folder.path, ...names);
    const recipe = JSON.stringify({ version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } }, crop: 'whole', naming: '{name}.{ext}' });
    const files = { 'in/p.png': await testPicture(1, 64).png().toBuffer(), 'out/p.png': await testPicture(2, 64).png().toBuffer(), 'r.png': Buffer.from(recipe) };
    await writeFiles(folder.path, files);
    execFileSync('mkfifo', [path('pipe.png')]);
    const original = { status: 1, stderr: expect.stringContaining('[output-is-original]') as string };
    expect(await mien('edit', path('in/p.png'), '-o', path('out/p.png'), '--crop', 'whole', '--reference', path('out/p.png'), '--overwrite')).toMatchObject(original);
    expect(await mien('edit', path('in/p.png'), '-o', path('r.png'), '--recipe', path('r.png'), '--overwrite')).toMatchObject(original);
    expect(await mien('edit', path('in/p.png'), '-o', path('pipe.png'), ...WHOLE, '--overwrite')).toMatchObject({ status: 1, stderr: expect.stringContaining('a device or a pipe') as string });
    expect((await mien('batch', path('in'), path('out'), '--recipe', path('r.png'), '--reference', path('out/p.png'), '--overwrite')).status).toBe(2);
    expect((await reportRows(path('out')))[0]?.reason?.code).toBe('output-is-original');
    for (const [name, bytes] of Object.entries(files)) expect(await readFile(path(name))).toEqual(bytes);
    expect((await lstat(path('pipe.png'))).isFIFO()).toBe(true);
  });

  test('batch: not where the output folder is a link to theirs, holds it, or has a link into it', async () => {
    await using folder = await temporaryFolder();
    const path = (...names: string[]): string => join(folder.path, ...names);
    const pictures = { 'a.png': await testPicture(1, 64).png().toBuffer(), 'in/a.png': await testPicture(2, 64).png().toBuffer() };
    await writeFiles(path('nest/in'), pictures);
    await symlink(path('nest/in'), path('link'));
    const before = await outputHashes(path('nest/in'));

    expect(await mien('batch', path('nest/in'), path('link'), ...WHOLE, ...SAME_NAME, '--overwrite')).toMatchObject({ status: 1, stderr: expect.stringContaining('other than the folder of the originals') as string });
    // `in/a.png` of the folder `in` would become `nest/in/a.png`, which is an original.
    expect((await mien('batch', path('nest/in'), path('nest'), ...WHOLE, ...SAME_NAME, '--overwrite')).status).toBe(2);
    expect(Object.fromEntries((await reportRows(path('nest'))).map(({ path: name, reason }) => [name, reason?.code]))).toEqual({ 'a.png': undefined, 'in/a.png': 'output-is-original' });
    // A new name among the originals would be an original of the next run.
    await mkdir(path('out'));
    await symlink(path('nest/in/in'), path('out/in'));
    expect((await mien('batch', path('nest/in'), path('out'), ...WHOLE, '--overwrite')).status).toBe(2);
    expect((await reportRows(path('out'))).find(({ path: name }) => name === 'in/a.png')?.reason?.code).toBe('output-is-original');
    expect(await outputHashes(path('nest/in'))).toEqual(before);
  });

  test('batch: not where the report is a link to one, soft or hard', async () => {
    await using folder = await temporaryFolder();
    const path = (...names: string[]): string => join(folder.path, ...names);
    await writePictures(path('in'), 2, 64);
    const before = await outputHashes(path('in'));
    for (const [out, make] of [['soft', symlink], ['hard', link]] as const) {
      await mkdir(path(out));
      await make(path('in/000.png'), path(out, 'mien-report.jsonl'));
      expect(await mien('batch', path('in'), path(out), ...WHOLE, '--resume')).toMatchObject({ status: 1, stderr: expect.stringContaining('[output-is-original]') as string });
      expect(await readdir(path(out))).toEqual(['mien-report.jsonl']);
    }
    expect(await outputHashes(path('in'))).toEqual(before);
  });

  test('outputs are no inputs of a later run: input by a link, output inside it, a link back to an output', async () => {
    await using folder = await temporaryFolder();
    const path = (...names: string[]): string => join(folder.path, ...names);
    await writePictures(path('real'), 2, 64);
    await symlink(path('real'), path('link'));
    expect((await mien('batch', path('link'), path('real/out'), ...WHOLE)).status).toBe(0);
    await symlink(path('real/out/000-smile.png'), path('real/result.png'));
    const again = await mien('batch', path('link'), path('real/out'), ...WHOLE, '--resume');
    expect(again).toMatchObject({ status: 0, stdout: expect.stringContaining('2 of 2 files done') as string });
    expect(await reportRows(path('real/out'))).toHaveLength(2);
  });

  test('convert: neither a folder that holds anything but a bundle nor a file is replaced', async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { 'b/manifest.json': Buffer.from('{}'), 'b/model.ckpt': Buffer.from('mine') });
    expect(await mien('convert', join(folder.path, 'b/model.ckpt'), '--out', join(folder.path, 'b'))).toMatchObject({ status: 1, stderr: expect.stringContaining('[out-not-a-bundle]') as string });
    expect(await readFile(join(folder.path, 'b/model.ckpt'), 'utf8')).toBe('mine');
    // The checkpoint itself, whose name happens to be an id.
    await copyFile('tests/fixtures/tiny-l2m/eight.pt', join(folder.path, 'model'));
    const size = (await lstat(join(folder.path, 'model'))).size;
    expect(await mien('convert', join(folder.path, 'model'), '--out', join(folder.path, 'model'))).toMatchObject({ status: 1, stderr: expect.stringContaining('a file where a folder must be') as string });
    expect(await lstat(join(folder.path, 'model'))).toMatchObject({ size });
  });
});

describe.concurrent('resuming', { timeout: 120_000 }, () => {
  test('keeps every result under its name when files come and go', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writeFiles(input, { 'p.png': await testPicture(1, 64).png().toBuffer(), 'q.png': await testPicture(2, 64).png().toBuffer() });
    expect((await mien('batch', input, out, ...WHOLE)).status).toBe(0);
    const before = await outputHashes(out);
    // By its path alone `p.jpg` comes first, and would be called as `p.png` was; `q.png`'s result stays although `q.png` is gone.
    await writeFiles(input, { 'p.jpg': await testPicture(3, 64).jpeg().toBuffer(), 'q.webp': await testPicture(4, 64).webp().toBuffer() });
    await rm(join(input, 'q.png'));
    expect((await mien('batch', input, out, ...WHOLE, '--resume', '--retry-failed', '--overwrite')).status).toBe(0);
    const after = await outputHashes(out);
    expect(after).toMatchObject(before);
    expect(Object.keys(after)).toEqual(['p-smile-2.png', 'p-smile.png', 'q-smile-2.png', 'q-smile.png']);
    expect((await reportRows(out)).map(({ path, output }) => `${path} ${output}`).slice(2).sort()).toEqual(['p.jpg p-smile-2.png', 'q.webp q-smile-2.png']);
    // And once more: the names that were added are taken as well.
    expect((await mien('batch', input, out, ...WHOLE, '--resume', '--retry-failed', '--overwrite')).stdout).toContain('3 of 3 files done (3 files by earlier runs)');
    expect(await outputHashes(out)).toEqual(after);
  });

  test('believes no name of a report that the plan would not give', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 4, 64);
    await mien('batch', input, out, ...WHOLE);
    const hashes = await outputHashes(out);
    const report = join(out, 'mien-report.jsonl');
    const rows = await reportRows(out);
    const [run = ''] = (await readFile(report, 'utf8')).split('\n');
    const forged = ['../escaped.txt', '/tmp/mien-escaped.txt', 'odd/../../escaped.txt', '000-smile-2.png/../../escaped.png'];
    await writeFile(report, `${run}\n`);
    for (const [i, row] of rows.entries()) {
      await rename(join(out, row.output), join(out, row.temporary!));
      await appendFile(report, `${JSON.stringify({ ...row, output: forged[i] })}\n`);
    }
    expect((await mien('batch', input, out, ...WHOLE, '--resume')).status).toBe(0);
    expect(await outputHashes(out)).toEqual(hashes);
    expect((await readdir(folder.path)).sort()).toEqual(['in', 'out']);
  });
});

describe.concurrent('folders that are not as they should be', { timeout: 120_000 }, () => {
  test('a name that is no UTF-8 and a folder that cannot be read are one failed row each', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    const png = await testPicture(1, 64).png().toBuffer();
    await writeFiles(input, { 'a.png': png, 'open/c.png': png });
    await writeFile(Buffer.concat([Buffer.from(`${input}/caf`), Buffer.of(0xe9), Buffer.from('.png')]), png);
    // Too deep for a path: that stops everybody from reading a folder, root too.
    execFileSync(process.execPath, ['-e', "for (let i = 0; i < 17; i++) { fs.mkdirSync('d'.repeat(250)); process.chdir('d'.repeat(250)); }"], { cwd: input });
    try {
      expect((await mien('batch', input, out, ...WHOLE)).status).toBe(2);
    } finally {
      execFileSync('rm', ['-rf', join(input, 'd'.repeat(250))]);
    }
    const rows = Object.fromEntries((await reportRows(out)).map((row) => [row.path.replace(/d{250}.*/, 'deep'), row.reason?.code ?? row.output]));
    expect(rows).toEqual({ 'a.png': 'a-smile.png', 'caf\ufffd.png': 'name-unreadable', 'open/c.png': 'open/c-smile.png', deep: 'folder-unreadable' });
    expect((await sharp(join(out, 'a-smile.png')).metadata()).width).toBe(64);
  });

  test('an output folder that cannot be written to, or where the report cannot be, ends the command with its reason', async () => {
    await using folder = await temporaryFolder();
    const [input, file, out] = ['in', 'file', 'out'].map((name) => join(folder.path, name)) as [string, string, string];
    await writePictures(input, 2, 64);
    await writeFile(file, 'a file');
    expect(await mien('batch', input, join(file, 'out'), ...WHOLE)).toMatchObject({ status: 1, stderr: expect.stringContaining('[write-failed]') as string });
    // This one shows only when the report is opened, after the workers have started.
    await mkdir(out);
    await symlink(join(folder.path, 'missing/report'), join(out, 'mien-report.jsonl'));
    expect(await mien('batch', input, out, ...WHOLE)).toMatchObject({ status: 1, stderr: expect.stringContaining('[report-unwritable]') as string });
  });
});

describe.concurrent('files that take too long', { timeout: 120_000 }, () => {
  const slowPicture = (): Promise<Buffer> => sharp({ create: { width: 9000, height: 9000, channels: 3, background: '#456' } }).png({ compressionLevel: 1 }).toBuffer();

  test('one alone: the command ends with its reason, and leaves nothing', async () => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { 'slow.png': await slowPicture() });
    const ended = await mien('edit', join(folder.path, 'slow.png'), '-o', join(folder.path, 'o.png'), ...WHOLE, '--timeout', '1');
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('within 1 s but received none. [file-timed-out]') as string });
    expect(await readdir(folder.path)).toEqual(['slow.png']);
    // More than a timer can count would be no time at all.
    expect(await mien('edit', join(folder.path, 'slow.png'), '-o', join(folder.path, 'o.png'), ...WHOLE, '--timeout', '999999999')).toMatchObject({ status: 1, stderr: expect.stringContaining('at most 2000000 for --timeout') as string });
  });

  test.each([['strip', '--attribute', 'smile'], ['grid', '--rows', 'smile', '--columns', 'age']])('%s: ends too', async (command, ...options) => {
    await using folder = await temporaryFolder();
    await writeFiles(folder.path, { 'slow.png': await slowPicture() });
    const ended = await mien(command, join(folder.path, 'slow.png'), '-o', join(folder.path, 'o.png'), ...options, '--crop', 'whole', '--timeout', '1');
    expect(ended).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('within 1 s but received none. [file-timed-out]') as string });
    expect(await readdir(folder.path)).toEqual(['slow.png']);
  });

  test('fail alone: the process is ended, and the others are done', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 4, 64);
    const slow = await slowPicture();
    await writeFiles(input, { 'slow.png': slow });
    const { status } = await mien('batch', input, out, ...WHOLE, '--jobs', '1', '--timeout', '3');
    expect(status).toBe(2);
    const rows = Object.fromEntries((await reportRows(out)).map((row) => [row.path, row.reason?.code ?? row.state]));
    expect(rows).toEqual({ '000.png': 'done', 'odd/001.png': 'done', '002.png': 'done', 'odd/003.png': 'done', 'slow.png': 'file-timed-out' });
  });
});
