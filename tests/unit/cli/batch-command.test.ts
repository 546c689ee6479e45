import { appendFile, mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { mien, outputHashes, reportRows, startMien, temporaryFolder, testPicture, writeFiles, writePictures } from '../../support/mien.ts';

const WHOLE = ['--smile', '1', '--age', '0.5', '--crop', 'whole'];

describe.concurrent('mien batch', { timeout: 120_000 }, () => {
  test('two shards, each with two jobs, make byte for byte what one run makes', async () => {
    await using folder = await temporaryFolder();
    const [input, whole, parts] = ['in', 'whole', 'parts'].map((name) => join(folder.path, name)) as [string, string, string];
    await writePictures(input, 10, 96);
    expect((await mien('batch', input, whole, ...WHOLE, '--jobs', '1')).status).toBe(0);
    for (const shard of ['1/2', '2/2']) expect(await mien('batch', input, parts, ...WHOLE, '--jobs', '2', '--shard', shard)).toMatchObject({ status: 0 });
    const hashes = await outputHashes(whole);
    expect(Object.keys(hashes)).toHaveLength(10);
    expect(Object.keys(hashes)[9]).toBe('odd/009-smile-age.png');
    expect(await outputHashes(parts)).toEqual(hashes);
    expect((await readdir(parts)).filter((name) => name.startsWith('mien-report'))).toEqual(['mien-report-1-of-2.jsonl', 'mien-report-2-of-2.jsonl']);
    expect((await reportRows(parts)).map(({ path }) => path).sort()).toEqual((await reportRows(whole)).map(({ path }) => path).sort());
  });

  test('killed in the middle and resumed, nothing is lost and nothing is done twice', async () => {
    await using folder = await temporaryFolder();
    const [input, whole, out] = ['in', 'whole', 'out'].map((name) => join(folder.path, name)) as [string, string, string];
    await writePictures(input, 24, 320);
    expect((await mien('batch', input, whole, ...WHOLE)).status).toBe(0);
    const { child, ended } = startMien('batch', input, out, ...WHOLE, '--jobs', '2');
    while ((await reportRows(out)).length < 5) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    expect((await ended).status).toBeNull();
    const before = await reportRows(out);
    expect(before.length).toBeLessThan(24);
    const times = Object.fromEntries(await Promise.all(Object.keys(await outputHashes(out)).map(async (path) => [path, (await stat(join(out, path))).mtimeMs] as const)));
    // As if the disk had cut the next line short.
    await appendFile(join(out, 'mien-report.jsonl'), '{"type":"file","id":"dead');

    expect(await mien('batch', input, out, ...WHOLE, '--jobs', '2', '--resume')).toMatchObject({ status: 0 });
    expect(await outputHashes(out)).toEqual(await outputHashes(whole));
    const lines = (await readFile(join(out, 'mien-report.jsonl'), 'utf8')).split('\n').filter((line) => line.includes('"state":"done"'));
    const ids = lines.map((line) => (JSON.parse(line) as { id: string }).id);
    expect(ids).toHaveLength(24);
    expect(new Set(ids).size).toBe(24);
    for (const { output } of before) expect((await stat(join(out, output))).mtimeMs).toBe(times[output] ?? (await stat(join(out, output))).mtimeMs);
  });

  test('killed between a file\'s row and its name: resuming gives the name and renders nothing', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 4, 64);
    await mien('batch', input, out, ...WHOLE);
    const hashes = await outputHashes(out);
    const rows = await reportRows(out);
    for (const { output, temporary } of rows.slice(0, 2)) await rename(join(out, output), join(out, temporary!));
    await writeFile(join(out, `.mien-${rows[2]!.id}.1.part`), 'half a pict');
    const { status, stdout } = await mien('batch', input, out, ...WHOLE, '--resume');
    expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining('4 of 4 files done (4 files by earlier runs), 0 failed') as string });
    expect(await outputHashes(out)).toEqual(hashes);
    expect(await reportRows(out)).toEqual(rows);
  });

  test('an output that somebody deleted is made again', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 3, 64);
    await mien('batch', input, out, ...WHOLE);
    const hashes = await outputHashes(out);
    await rename(join(out, '000-smile-age.png'), join(folder.path, 'gone.png'));
    expect((await mien('batch', input, out, ...WHOLE, '--resume')).status).toBe(0);
    expect(await outputHashes(out)).toEqual(hashes);
    expect(await reportRows(out)).toHaveLength(4);
  });

  test('every kind of bad file is a row with its reason, the others are done, status 2', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    const jpeg = await testPicture(1, 200).jpeg().toBuffer();
    const png = await testPicture(2, 200).png().toBuffer();
    const frames = (format: 'gif' | 'webp'): Promise<Buffer> => testPicture(3, 64).resize(64, 192, { fit: 'fill' }).toFormat(format).toBuffer()
      .then((tall) => sharp(tall).raw().toBuffer({ resolveWithObject: true }))
      .then(({ data, info }) => sharp(data, { raw: { width: 64, height: 192, channels: info.channels as 3 | 4, pageHeight: 64 } }).toFormat(format, { loop: 0, delay: [50, 50, 50] }).toBuffer());
    await writeFiles(input, {
      'animated.gif': await frames('gif'), 'animated.webp': await frames('webp'), 'cmyk.jpg': await testPicture(4, 64).toColourspace('cmyk').jpeg().toBuffer(),
      'deep.png': await testPicture(5, 64).toColourspace('rgb16').png().toBuffer(), 'good.jpg': jpeg, 'good.png': png,
      'large.png': await testPicture(6, 400).png().toBuffer(), 'text.jpg': new TextEncoder().encode('a shopping list'),
      'truncated.jpg': jpeg.subarray(0, jpeg.length / 2), 'truncated.png': png.subarray(0, png.length / 2), 'zero.jpg': new Uint8Array(0),
      'notes.txt': new TextEncoder().encode('not looked at'), 'sub/good.jpg': jpeg,
    });
    const { status, stdout, stderr } = await mien('batch', input, out, ...WHOLE, '--max-megapixels', '0.1');
    expect(status).toBe(2);
    expect(stderr).toContain('12 pictures, 1 other files left out');
    expect(stdout).toContain('7 of 12 files done, 5 failed');
    const rows = Object.fromEntries((await reportRows(out)).map((row) => [row.path, row]));
    expect(Object.fromEntries(Object.entries(rows).map(([path, { reason, output }]) => [path, reason?.code ?? output]))).toEqual({
      'animated.gif': 'animated-smile-age.png', 'animated.webp': 'animated-smile-age-2.png', 'cmyk.jpg': 'cmyk-smile-age.png', 'deep.png': 'deep-smile-age.png',
      'good.jpg': 'good-smile-age.png', 'good.png': 'good-smile-age-2.png', 'large.png': 'picture-too-large', 'text.jpg': 'picture-unreadable',
      'truncated.jpg': 'picture-cut-short', 'truncated.png': 'picture-cut-short', 'zero.jpg': 'picture-empty', 'sub/good.jpg': 'sub/good-smile-age.png',
    });
    expect(rows['animated.gif']!.notes).toEqual(['It moves: only the first of its 3 frames is edited and saved.']);
    expect(rows['cmyk.jpg']!.notes![0]).toContain('CMYK');
    for (const { reason } of Object.values(rows)) if (reason) expect(reason.message).toMatch(/^Expected .+ but received /);
    for (const path of Object.keys(await outputHashes(out))) expect((await sharp(join(out, path)).stats()).isOpaque).toBe(true);
    expect((await sharp(join(out, 'deep-smile-age.png')).metadata()).depth).toBe('ushort');

    // Resumed, the bad ones stay as they are; asked for, they are tried again, and one was repaired meanwhile.
    expect((await mien('batch', input, out, ...WHOLE, '--max-megapixels', '0.1', '--resume')).status).toBe(2);
    expect(await reportRows(out)).toHaveLength(12);
    await writeFiles(input, { 'zero.jpg': jpeg });
    expect((await mien('batch', input, out, ...WHOLE, '--max-megapixels', '1', '--resume', '--retry-failed')).stdout).toContain('9 of 12 files done');
  });

  test('a worker process that dies is replaced, and its files are done all the same', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 12, 256);
    const { child, ended } = startMien('batch', input, out, ...WHOLE, '--jobs', '1');
    while ((await reportRows(out)).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const [worker] = (await readFile(`/proc/${child.pid!}/task/${child.pid!}/children`, 'utf8')).trim().split(' ').filter(Boolean);
    process.kill(Number(worker), 'SIGKILL');
    expect(await ended).toMatchObject({ status: 0, stdout: expect.stringContaining('12 of 12 files done, 0 failed') as string });
    expect(Object.keys(await outputHashes(out))).toHaveLength(12);
  });

  test('Ctrl-C finishes what is under way, says how to go on, and the rest is done by resuming', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 16, 320);
    const { child, ended } = startMien('batch', input, out, ...WHOLE, '--jobs', '1');
    while ((await reportRows(out)).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ status: 130, stderr: expect.stringContaining('--resume') as string });
    const { length } = await reportRows(out);
    expect(length).toBeLessThan(16);
    expect(Object.keys(await outputHashes(out))).toHaveLength(length);
    expect((await mien('batch', input, out, ...WHOLE, '--resume')).status).toBe(0);
    expect(await reportRows(out)).toHaveLength(16);
  });

  test('what lies in the output folder is left alone unless asked', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 1, 64);
    await writeFiles(out, { '000-smile-age.png': new TextEncoder().encode('mine') });
    expect((await mien('batch', input, out, ...WHOLE)).status).toBe(2);
    expect(await readFile(join(out, '000-smile-age.png'), 'utf8')).toBe('mine');
    expect((await reportRows(out))[0]!.reason!.code).toBe('output-exists');
    expect((await mien('batch', input, out, ...WHOLE)).stderr).toContain('[report-exists]');
    expect((await mien('batch', input, out, ...WHOLE, '--overwrite')).status).toBe(0);
    expect((await sharp(join(out, '000-smile-age.png')).metadata()).width).toBe(64);
  });

  test('nothing runs, status 1, for a folder without pictures, the same folder, another recipe, or an unknown attribute', async () => {
    await using folder = await temporaryFolder();
    const [input, out, empty] = ['in', 'out', 'empty'].map((name) => join(folder.path, name)) as [string, string, string];
    await writePictures(input, 1, 64);
    await mkdir(empty);
    await mien('batch', input, out, ...WHOLE);
    for (const [args, code] of [
      [[empty, out, ...WHOLE], 'nothing-to-do'], [[input, input, ...WHOLE], 'usage'], [[input, out, '--smile', '0.2', '--crop', 'whole', '--resume'], 'resume-differs'],
      [[input, join(folder.path, 'other'), '--hat', '1'], 'usage'], [[input, join(folder.path, 'other')], 'recipe-empty'], [[input, join(folder.path, 'other'), ...WHOLE, '--shard', '3/2'], 'usage'],
    ] as const) {
      const { status, stderr } = await mien('batch', ...args);
      expect({ status, code: /\[([a-z-]+)\]/.exec(stderr)?.[1] }).toEqual({ status: 1, code });
    }
    expect(await readdir(folder.path)).not.toContain('other');
  });

  test('faces are found in photos; a picture without one is a row that says so', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    const face = await sharp(fileURLToPath(new URL('../../../public/samples/average-woman.webp', import.meta.url))).resize(360).toBuffer();
    const pair = sharp({ create: { width: 900, height: 500, channels: 3, background: '#456' } }).composite([{ input: face, left: 40, top: 60 }, { input: face, left: 480, top: 90 }]);
    await writeFiles(input, { 'pair.png': await pair.png().toBuffer(), 'wall.jpg': await sharp({ create: { width: 640, height: 480, channels: 3, background: '#789' } }).jpeg().toBuffer() });
    const { status, stderr } = await mien('batch', input, out, '--smile', '1');
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('Faces are looked for') as string });
    const rows = Object.fromEntries((await reportRows(out)).map((row) => [row.path, row]));
    expect(rows['pair.png']).toMatchObject({ state: 'done', faces: 2 });
    expect(rows['wall.jpg']).toMatchObject({ state: 'failed', reason: { code: 'no-face' } });
  });

  test('a recipe file says it all; what is given beside it wins', async () => {
    await using folder = await temporaryFolder();
    const [input, out] = [join(folder.path, 'in'), join(folder.path, 'out')];
    await writePictures(input, 2, 64);
    const recipe = { version: 1, bundle: 'faces', edit: { kind: 'attributes', levels: { smile: 1 } }, crop: 'whole', output: { format: 'webp', quality: 0.5 }, naming: 'edited {name} ({attrs}).{ext}' };
    await writeFiles(folder.path, { 'r.json': new TextEncoder().encode(JSON.stringify(recipe)) });
    expect((await mien('batch', input, out, '--recipe', join(folder.path, 'r.json'), '--age', '-0.5', '--format', 'jpeg')).status).toBe(0);
    expect(Object.keys(await outputHashes(out))).toEqual(['edited 000 (smile-age).jpg', 'odd/edited 001 (smile-age).jpg']);
  });
});
