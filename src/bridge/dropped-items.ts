/** A file or folder of a drop, before it is read. */
export interface DroppedItem {
  readonly entry: FileSystemEntry | null;
  /** Lets a folder be opened again after a reload, where the browser has such handles. */
  readonly handle: Promise<FileSystemHandle | null> | undefined;
  readonly file: File | null;
}

/** What a drop holds; call it before anything is awaited, for the browser forgets it then. */
export function droppedItems(items: DataTransferItemList): readonly DroppedItem[] {
  return [...items].filter(({ kind }) => kind === 'file').map((item) => ({ entry: item.webkitGetAsEntry(), handle: handleOf(item), file: item.getAsFile() }));
}

/** True where a folder is among what was dropped. */
export function holdsFolder(items: DataTransferItemList): boolean {
  return [...items].some((item) => item.kind === 'file' && item.webkitGetAsEntry()?.isDirectory === true);
}

function handleOf(item: DataTransferItem): Promise<FileSystemHandle | null> | undefined {
  return (item as { getAsFileSystemHandle?(): Promise<FileSystemHandle | null> }).getAsFileSystemHandle?.();
}
