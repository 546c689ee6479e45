/**
 * `npm test`: types, lint, unit, parity, then what needs Chromium. Where Chromium is missing that part is skipped and
 * said so, loudly; with CI=true a skip is a failure.
 */
import { spawnSync } from 'node:child_process';
import { hasChromium } from './chromium.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly needsChromium?: boolean;
}

const steps: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'unit and parity', command: ['npx', 'vitest', 'run', '--project', 'unit', '--project', 'parity'] },
  { name: 'worker, codecs and storage in Chromium', command: ['npx', 'vitest', 'run', '--project', 'browser', '--project', 'webgpu'], needsChromium: true },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'journeys on the built app in Chromium', command: ['npx', 'playwright', 'test', '--config', 'playwright.config.ts'], needsChromium: true },
];

const isCi = process.env['CI'] === 'true';
const skipped: string[] = [];
for (const { name, command: [program = '', ...args], needsChromium } of steps) {
  if (needsChromium && !hasChromium()) {
    skipped.push(name);
    continue;
  }
  console.log(`\n=== ${name} ===`);
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) {
    console.error(`\nFAILED: ${name}`);
    process.exit(status ?? 1);
  }
}
if (skipped.length > 0) {
  const banner = '!'.repeat(72);
  console.error(`\n${banner}\nSKIPPED, because /usr/bin/chromium (or CHROMIUM_PATH) is not there:\n  ${skipped.join('\n  ')}\n${banner}`);
  if (isCi) process.exit(1);
}
