import { AppError, describe } from '../core/app-error.ts';

/**
 * Puts a PNG on the clipboard; call it from a click or a key, with the picture still on its way.
 * @throws AppError `copy-failed`
 */
export async function copyPng(png: Promise<Blob>): Promise<void> {
  try {
    await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
  } catch (cause) {
    // The clipboard hides why the picture did not come.
    await png;
    throw new AppError({
      code: 'copy-failed', cause, message: `Expected to copy the picture but the browser refused (${describe(cause)}).`,
      recovery: 'Allow the page to use the clipboard, keep its window in front, or save the picture instead.',
    });
  }
}

/** True where the system has a share sheet that takes this file. */
export function canShare(file: File): boolean {
  // Typed as always there, and missing in most desktop browsers.
  return (navigator as Partial<Navigator>).canShare?.({ files: [file] }) ?? false;
}

/** Opens the system's share sheet; call it from a click. Resolves to false when the person closes it. */
export async function shareFile(file: File): Promise<boolean> {
  try {
    await navigator.share({ files: [file] });
    return true;
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'AbortError') return false;
    throw new AppError({
      code: 'share-failed', cause: thrown, message: `Expected to share the picture but received "${describe(thrown)}".`, recovery: 'Save it, and share the file.',
    });
  }
}
