import type { FramesStage } from './frames-process.ts';
import { gridCommand } from './grid-command.ts';
import { runCommand } from './run-command.ts';
import { stripCommand } from './strip-command.ts';

const [command, ...args] = process.argv.slice(2);
const tell = (stage: FramesStage): void => { process.send?.(stage); };

await runCommand(async () => { process.exitCode = await (command === 'strip' ? stripCommand : gridCommand)(args, tell); });
// The channel would keep this process alive.
process.disconnect();
