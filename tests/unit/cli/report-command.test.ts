import { afterEach, expect, test, vi } from 'vitest';
import { reportCommand } from '../../../src/cli/report-command.ts';
import { temporaryFolder, writeFiles } from '../../support/mien.ts';

afterEach(() => { vi.restoreAllMocks(); });

const run = JSON.stringify({ type: 'run', version: 1, recipeSha256: 'a', bundleSha256: 'b', crop: { policy: 'whole', reason: 'small' } });
const done = JSON.stringify({ type: 'file', id: '1', path: '=b, c.png', output: '=b, c-smile.png', state: 'done', temporary: 'x', faces: 2, widthPx: 64, heightPx: 'tall', outputBytes: 99, notes: ['Said.'], tookMs: 3 });
const failed = JSON.stringify({ type: 'file', id: '2', path: 'a.png', output: 'a-smile.png', state: 'failed', reason: { code: 'no-face', message: 'None.' } });

test('mien report makes one table of every shard’s report, whatever its lines hold', async () => {
  await using folder = await temporaryFolder();
  await writeFiles(folder.path, { 'mien-report-1-of-2.jsonl': Buffer.from(`${run}\n${done}\nno line\n`), 'mien-report-2-of-2.jsonl': Buffer.from(`${run}\n${failed}`) });
  const written: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => { written.push(String(text)); return true; });
  await reportCommand([folder.path]);
  expect(written.join('').split('\r\n')).toEqual([
    'file,result,state,faces,width_px,height_px,result_bytes,notes,reason_code,reason', '"\'=b, c.png","\'=b, c-smile.png",done,2,64,,99,Said.,,', 'a.png,,failed,,,,,,no-face,None.', '',
  ]);
});

test('mien report says where there is none', async () => {
  await using folder = await temporaryFolder();
  await expect(reportCommand([folder.path])).rejects.toThrow(expect.objectContaining({ code: 'report-missing' }));
  await expect(reportCommand([])).rejects.toThrow(expect.objectContaining({ code: 'usage' }));
});
