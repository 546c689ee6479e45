import { AppError, describe } from '../core/app-error.ts';

/** Where a file goes, chosen before the file is made: a browser lets a page ask only right after a click. */
export interface SaveTarget {
  /** The name that the file will have there. */
  readonly name: string;
  /** @throws AppError `save-failed` */
  write(blob: Blob): Promise<void>;
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
    async write(blob) {
      try {
        const stream = await handle.createWritable();
        try {
          await stream.write(blob);
          await stream.close();
        } catch (thrown) {
          // Leaves the file as it was: half a picture must not replace a whole one.
          await stream.abort().catch(() => undefined);
          throw thrown;
        }
      } catch (thrown) {
        throw new AppError({
          code: 'save-failed',
          message: `Expected to write "${handle.name}" but received "${describe(thrown)}".`,
          cause: thrown,
          recovery: 'Check the free space and the permission of the folder, or choose another one.',
        });
      }
    },
  };
}

/**
 * Asks where to save: the browser's own dialog where it has one, else the downloads folder.
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
