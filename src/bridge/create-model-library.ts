import { AppError } from '../core/app-error.ts';
import type { LibraryCalls, LibraryProgress } from '../library/library-protocol.ts';
import ConvertWorker from '../library/library-worker.ts?worker';
import { Caller } from '../rpc/call.ts';
import type { ModelLibrary } from './model-library.ts';
import { pageFlavour } from './page-runtime.ts';

export interface ModelLibraryOptions {
  /** Makes the worker under the given name. */
  readonly spawn?: (name: string) => Worker;
}

/** The client of the model library; its worker lives only while there is work, and its memory with it. The next one removes what a dead one left half done. */
export function createModelLibrary({ spawn = (name) => new ConvertWorker({ name }) }: ModelLibraryOptions = {}): ModelLibrary {
  const caller = new Caller<LibraryCalls, LibraryProgress>({ role: 'converter', spawn, waitsForCancel: true, endsWhenIdle: true });
  return {
    list: () => caller.call('list', undefined),
    inspect: (file) => caller.call('inspect', { file }),
    convert(file, choices, options) {
      askToPersist();
      return caller.call('convert', { file, choices, flavour: pageFlavour() ?? 'wasm' }, options);
    },
    importZip(file, options) {
      askToPersist();
      return caller.call('importZip', { file }, options);
    },
    exportZip: (id) => caller.call('exportZip', { id }),
    remove: (id) => caller.call('remove', { id }),
    async usage() {
      const [{ usage = 0, quota = 0 }, persistent] = await Promise.all([navigator.storage.estimate(), navigator.storage.persisted()]);
      return { usedBytes: usage, quotaBytes: quota, persistent };
    },
    dispose() {
      caller.fail(new AppError({ code: 'library-disposed', message: 'Expected a running model library but it was shut down.' }));
    },
  };
}

/** Without it the browser may clear the models when the disk runs low. Some browsers ask the person, so nothing waits for it. */
function askToPersist(): void {
  void navigator.storage.persisted().then((persisted) => persisted || navigator.storage.persist());
}
