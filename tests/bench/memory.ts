import { readdir, readFile } from 'node:fs/promises';

interface Process { readonly pid: number; readonly parent: number; readonly command: string }

async function processes(): Promise<readonly Process[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(pids.map(async (name) => {
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => undefined);
    const command = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
    const parent = Number(stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    return stat === undefined ? [] : [{ pid: Number(name), parent, command }];
  }));
  return found.flat();
}

async function rssBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}

/** Watches the largest resident set of any one process below `root` whose command line matches; Linux only. */
export function watchPeakBytes(root: number, command: RegExp, everyMs = 50): { stop(): number } {
  let peak = 0;
  let stopped = false;
  const look = async (): Promise<void> => {
    const all = await processes();
    const family = new Set([root]);
    for (let size = 0; size !== family.size;) {
      size = family.size;
      for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
    }
    for (const { pid, command: line } of all) if (family.has(pid) && command.test(line)) peak = Math.max(peak, await rssBytes(pid));
    if (!stopped) setTimeout(() => { void look(); }, everyMs);
  };
  void look();
  return { stop: () => { stopped = true; return peak; } };
}
