/**
 * `npm test`: types, lint, unit, parity, what needs Python with PyTorch, what needs Chromium. Where one is missing its part is
 * skipped and said so, loudly; with CI=true a skip is a failure. The trainer's test, the slowest for what it covers, runs where its
 * files changed since `origin/main`, and always with CI=true. `npm run check` (--quick): types, lint and unit
 * alone, without the tests that start a process a command.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { changedSince } from './changed-since.ts';
import { hasChromium } from './chromium.ts';
import { hasTorch } from './torch.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly needs?: keyof typeof needed;
  /** Outside CI it runs only where files under these paths changed. */
  readonly paths?: readonly string[];
}

const needed = {
  chromium: { isThere: hasChromium, text: '/usr/bin/chromium (or CHROMIUM_PATH)' },
  torch: { isThere: hasTorch, text: 'python3 (or PYTHON_PATH) with models/training/requirements.txt' },
} as const;

const types: Step = { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] };
const lint: Step = { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] };

/** Lanes of a stage run beside each other, each on about one core; the stages and the steps of a lane one after the other. */
type Stages = readonly (readonly (readonly Step[])[])[];

const quick: Stages = [[[{ name: 'unit', command: ['npx', 'vitest', 'run', '--project', 'unit', '--maxWorkers', '100%'] }], [types, lint]]];

const whole: Stages = [
  [
    [{ name: 'unit and parity', command: ['npx', 'vitest', 'run', '--project', 'unit', '--project', 'processes', '--project', 'parity'] }],
    [
      types,
      lint,
      { name: 'trainer in Python', command: ['npx', 'vitest', 'run', '--project', 'training'], needs: 'torch', paths: ['models/training', 'tests/training', 'src/checkpoint', 'src/onnx', 'src/l2m', 'src/core', 'src/engine', 'src/cli'] },
      { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
    ],
  ],
  [
    [
      { name: 'worker, codecs and storage in Chromium', command: ['npx', 'vitest', 'run', '--project', 'browser', '--project', 'webgpu'], needs: 'chromium' },
      { name: 'package and its script', command: ['npx', 'vitest', 'run', '--project', 'package', 'tests/package/package.test.ts'] },
    ],
    // Beside those: journeys wait more than they compute, and all of it has to fit into a quarter of an hour.
    [{ name: 'journeys on the built app in Chromium', command: ['npx', 'playwright', 'test', '--config', 'playwright.config.ts'], needs: 'chromium' }],
  ],
];

const isCi = process.env['CI'] === 'true';
const skipped: string[] = [];

/** Runs a step and answers whether it passed. What it prints comes at once if it is alone, else when it ends, so that no two mix. */
async function run({ name, command: [program = '', ...args], needs, paths }: Step, isAlone: boolean): Promise<boolean> {
  if (needs && !needed[needs].isThere()) {
    skipped.push(`${name}, because ${needed[needs].text} is not there`);
    return true;
  }
  if (paths && !isCi && !changedSince('origin/main', paths, fileURLToPath(new URL('../../', import.meta.url)))) {
    console.log(`left out: ${name}, because none of its files changed since origin/main; CI=true runs it`);
    return true;
  }
  const heading = `\n=== ${name} ===\n`;
  if (isAlone) process.stdout.write(heading);
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', ...(isAlone ? ['inherit', 'inherit'] as const : ['pipe', 'pipe'] as const)] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { printed.push(chunk); });
  const status = await new Promise((resolve, reject) => { child.on('error', reject).on('close', resolve); });
  if (!isAlone) process.stdout.write(Buffer.concat([Buffer.from(heading), ...printed]));
  console.log(`${status === 0 ? 'passed' : 'FAILED'}: ${name}, ${Math.round((performance.now() - start) / 1000)} s`);
  return status === 0;
}

async function runLane(lane: readonly Step[], isAlone: boolean): Promise<boolean> {
  for (const step of lane) if (!await run(step, isAlone)) return false;
  return true;
}

for (const lanes of process.argv.includes('--quick') ? quick : whole) {
  const passed = await Promise.all(lanes.map((lane) => runLane(lane, lanes.length === 1)));
  if (passed.includes(false)) process.exit(1);
}
if (skipped.length > 0) {
  const banner = '!'.repeat(72);
  console.error(`\n${banner}\nSKIPPED:\n  ${skipped.join('\n  ')}\n${banner}`);
  if (isCi) process.exit(1);
}
