import { serialiseError } from '../core/app-error.ts';
import type { FromBatchWorker, ToBatchWorker } from './batch-worker-messages.ts';
import type { FileEditor, FileEditorOptions } from './file-editor.ts';

let editor: FileEditor | undefined;

/** The packages are loaded here and not above: one that is missing is an answer to the main process, not a crash. */
async function load(options: FileEditorOptions): Promise<FileEditor> {
  const [{ default: sharp }, { FileEditor: Editor }] = await Promise.all([import('sharp'), import('./file-editor.ts')]);
  sharp.concurrency(options.threads);
  sharp.cache(false);
  return Editor.load(options);
}

async function handle(message: ToBatchWorker): Promise<void> {
  if (message.type === 'start') {
    try {
      editor = await load(message.options);
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
