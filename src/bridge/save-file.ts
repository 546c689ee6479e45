import { AppError, describe } from '../core/app-error.ts';

/** Where a file goes. A file chosen in the browser's dialog is empty from then on, so nothing may be left to fail but the writing. */
export interface SaveTarget {
  /** The name that the file will have there. */
  readonly name: string;
  /** Whether the file is there when `write` resolves; of a download nobody hears when it ends. */
  readonly isCertain: boolean;
  /** @throws AppError `save-failed`, AbortError once the signal is aborted */
  write(blob: Blob, signal?: AbortSignal): Promise<void>;
}

export interface SaveTargetRequest {
  readonly fileName: string;
  readonly mimeType: string;
}

interface SavePickerWindow {
  showSaveFilePicker?: (options: {
    readonly suggestedName: string;
    readonly types: readonly { readonly accept: Readonly<Record<string, readonly string[]>> }[];
  }) => Promise<FileSystemFileHandle>;
}

/** Time for the browser to take the download's address before it is revoked. */
const REVOKE_AFTER_MS = 60_000;

function downloadTarget(fileName: string): SaveTarget {
  return {
    name: fileName,
    isCertain: false,
    write(blob) {
      const url = URL.createObjectURL(blob);
      const link = document.createElement('a');
      link.href = url;
      link.download = fileName;
      link.click();
      setTimeout(() => { URL.revokeObjectURL(url); }, REVOKE_AFTER_MS);
      return Promise.resolve();
    },
  };
}

function fileTarget(handle: FileSystemFileHandle): SaveTarget {
  return {
    name: handle.name,
    isCertain: true,
    async write(blob, signal) {
      try {
        // Goes to a copy that takes the file's place when it is whole; a failure or an abort throws the copy away.
        await blob.stream().pipeTo(await handle.createWritable(), signal && { signal });
      } catch (thrown) {
        if (signal?.aborted) throw thrown;
        throw new AppError({
          code: 'save-failed',
          message: `Expected to write "${handle.name}" but received "${describe(thrown)}".`,
          cause: thrown,
          recovery: 'The file there is empty now. Check the free space and the permission of the folder, or choose another one.',
        });
      }
    },
  };
}

/** True where the browser would refuse to ask where to save, because the last click was too long ago (5 s in Chromium). */
export function needsClickToAsk(): boolean {
  return (window as SavePickerWindow).showSaveFilePicker !== undefined && !navigator.userActivation.isActive;
}

/**
 * Asks where to save: the browser's own dialog where it has one, else the downloads folder.
 * The dialog empties the file that is chosen, so ask only once the new contents are there.
 * @throws AbortError when the person closes the dialog.
 */
export async function chooseSaveTarget({ fileName, mimeType }: SaveTargetRequest): Promise<SaveTarget> {
  const { showSaveFilePicker } = window as SavePickerWindow;
  if (!showSaveFilePicker) return downloadTarget(fileName);
  const extension = fileName.slice(fileName.lastIndexOf('.'));
  try {
    return fileTarget(await showSaveFilePicker.call(window, { suggestedName: fileName, types: [{ accept: { [mimeType]: [extension] } }] }));
  } catch (thrown) {
    // Forbidden in an embedded page: a download still works.
    if (thrown instanceof DOMException && thrown.name === 'SecurityError') return downloadTarget(fileName);
    throw thrown;
  }
}
