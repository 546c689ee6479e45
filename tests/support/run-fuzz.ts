/** `npm run fuzz -- [cases=20000]`: pictures, metadata, recipes, manifests, zips (bundles' and a batch's) and checkpoints, so many of each. */
import { spawnSync } from 'node:child_process';

const cases = process.argv[2] ?? '20000';
const steps = [['vitest', 'run', '--project', 'unit', 'tests/unit/fuzz.test.ts'], ['tsx', 'tests/unit/checkpoint/fuzz-long.ts', cases]];
for (const step of steps) {
  const { status } = spawnSync('npx', step, { stdio: 'inherit', env: { ...process.env, MIEN_FUZZ: cases } });
  if (status !== 0) process.exit(1);
}
