import { execFileSync } from 'node:child_process';

/**
 * Whether files under the paths differ, committed or not, from where this branch left the shared one. True where that cannot be told:
 * without git, or without a branch that came from elsewhere.
 */
export function changedSince(shared: string, paths: readonly string[], folder: string): boolean {
  const git = (...args: readonly string[]): string => execFileSync('git', [...args], { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    const base = git('merge-base', 'HEAD', shared);
    return git('diff', '--name-only', base, '--', ...paths) !== '' || git('ls-files', '--others', '--exclude-standard', '--', ...paths) !== '';
  } catch {
    return true;
  }
}
