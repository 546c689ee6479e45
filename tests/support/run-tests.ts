/**
 * `npm test`: types, lint, unit, parity, then what needs Python with PyTorch, then what needs Chromium. Where one is missing
 * its part is skipped and said so, loudly; with CI=true a skip is a failure.
 */
import { spawnSync } from 'node:child_process';
import { hasChromium } from './chromium.ts';
import { hasTorch } from './torch.ts';

interface Step {
  readonly name: string;
  readonly command: readonly string[];
  readonly needs?: keyof typeof needed;
}

const needed = {
  chromium: { isThere: hasChromium, text: '/usr/bin/chromium (or CHROMIUM_PATH)' },
  torch: { isThere: hasTorch, text: 'python3 (or PYTHON_PATH) with models/training/requirements.txt' },
} as const;

const steps: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'typecheck'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'unit and parity', command: ['npx', 'vitest', 'run', '--project', 'unit', '--project', 'parity'] },
  { name: 'trainer in Python', command: ['npx', 'vitest', 'run', '--project', 'training'], needs: 'torch' },
  { name: 'worker, codecs and storage in Chromium', command: ['npx', 'vitest', 'run', '--project', 'browser', '--project', 'webgpu'], needs: 'chromium' },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'journeys on the built app in Chromium', command: ['npx', 'playwright', 'test', '--config', 'playwright.config.ts'], needs: 'chromium' },
];

const isCi = process.env['CI'] === 'true';
const skipped: string[] = [];
for (const { name, command: [program = '', ...args], needs } of steps) {
  if (needs && !needed[needs].isThere()) {
    skipped.push(`${name}, because ${needed[needs].text} is not there`);
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
  console.error(`\n${banner}\nSKIPPED:\n  ${skipped.join('\n  ')}\n${banner}`);
  if (isCi) process.exit(1);
}
