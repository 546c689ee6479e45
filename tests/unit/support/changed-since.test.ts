import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changedSince } from '../../support/changed-since.ts';
import { temporaryFolder } from '../../support/mien.ts';

it('tells a change of the paths, committed or not, from one beside them, and says yes where it cannot tell', async () => {
  await using folder = await temporaryFolder();
  const { path } = folder;
  const git = (...args: readonly string[]): void => { execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: path, stdio: 'ignore' }); };
  const commit = async (file: string, text: string): Promise<void> => {
    await mkdir(join(path, file, '..'), { recursive: true });
    await writeFile(join(path, file), text);
    git('add', '-A');
    git('commit', '-m', file);
  };
  const changed = (): boolean => changedSince('shared', ['trainer'], path);
  expect(changed()).toBe(true);
  git('init');
  await commit('trainer/a.py', '1');
  git('branch', 'shared');
  expect(changed()).toBe(false);
  await commit('app/a.ts', '1');
  expect(changed()).toBe(false);
  await writeFile(join(path, 'trainer/b.py'), '1');
  expect(changed()).toBe(true);
  git('clean', '-fd');
  expect(changed()).toBe(false);
  await commit('trainer/a.py', '2');
  expect(changed()).toBe(true);
  expect(changedSince('nowhere', ['trainer'], path)).toBe(true);
});
