import sharp from 'sharp';
import { serialiseError } from '../core/app-error.ts';
import type { FromBatchWorker, ToBatchWorker } from './batch-worker-messages.ts';
import { FileEditor } from './file-editor.ts';

sharp.cache(false);

let editor: FileEditor | undefined;

async function handle(message: ToBatchWorker): Promise<void> {
  if (message.type === 'start') {
    try {
      sharp.concurrency(message.options.threads);
      editor = await FileEditor.load(message.options);
      say({ type: 'ready' });
    } catch (thrown) {
      say({ type: 'no-start', error: serialiseError(thrown) });
    }
    return;
  }
  const { ticket, sourcePath, outputPath } = message;
  try {
    if (!editor) throw new Error('Expected "start" before "edit".');
    const result = await editor.edit(sourcePath, outputPath);
    say({ type: 'edited', ticket, result, peakBytes: process.resourceUsage().maxRSS * 1024 });
  } catch (thrown) {
    say({ type: 'refused', ticket, error: serialiseError(thrown) });
  }
}

function say(message: FromBatchWorker): void {
  process.send?.(message);
}

process.on('message', (message: ToBatchWorker) => { void handle(message); });
// The main process is gone, killed perhaps: nobody would give this one's files their names.
process.on('disconnect', () => { process.exit(); });
// Ctrl-C reaches the whole group; the main process decides what is still finished.
process.on('SIGINT', () => undefined);
