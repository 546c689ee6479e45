#!/usr/bin/env node
import { usageError } from './usage-error.ts';
import { runCommand } from './run-command.ts';

const USAGE = `mien <command>

  edit      one picture
  batch     a folder of pictures
  report    what a batch did, as CSV
  strip     one face step by step, in a row or moving
  grid      one face with two attributes, one down and one across
  convert   a checkpoint to a model
  inspect   what a checkpoint or a model holds

mien <command> --help says more. In a clone: npm run mien -- <command>.`;

await runCommand(async () => {
  const [command, ...args] = process.argv.slice(2);
  const wantsHelp = args.includes('--help');
  // Only what is asked for is loaded.
  if (command === 'edit') {
    const { EDIT_USAGE, editCommand } = await import('./edit-command.ts');
    if (wantsHelp) console.log(EDIT_USAGE);
    else process.exitCode = await editCommand(args);
  } else if (command === 'batch') {
    const { BATCH_USAGE, batchCommand } = await import('./batch-command.ts');
    if (wantsHelp) console.log(BATCH_USAGE);
    else process.exitCode = await batchCommand(args);
  } else if (command === 'report') {
    const { REPORT_USAGE, reportCommand } = await import('./report-command.ts');
    if (wantsHelp) console.log(REPORT_USAGE);
    else await reportCommand(args);
  } else if (command === 'strip') {
    const { STRIP_USAGE } = await import('./strip-command.ts');
    if (wantsHelp) console.log(STRIP_USAGE);
    else process.exitCode = await (await import('./frames-process.ts')).runFrames(command, args, STRIP_USAGE);
  } else if (command === 'grid') {
    const { GRID_USAGE } = await import('./grid-command.ts');
    if (wantsHelp) console.log(GRID_USAGE);
    else process.exitCode = await (await import('./frames-process.ts')).runFrames(command, args, GRID_USAGE);
  } else if (command === 'convert') {
    process.argv.splice(2, 1);
    await import('./convert.ts');
  } else if (command === 'inspect') {
    process.argv.splice(2, 1);
    await import('./inspect.ts');
  } else if (command === undefined || command === 'help' || command === '--help') console.log(USAGE);
  else throw usageError(`Expected a command for mien but received "${command}".`, USAGE);
});
