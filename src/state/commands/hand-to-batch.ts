import { droppedItems, holdsFolder, type DroppedItem } from '../../bridge/dropped-items.ts';
import type { Editor } from '../editor.ts';

/** Hands a drop with a folder in it to the batch; answers whether there is one. Call it before anything is awaited. */
export function handToBatch({ store }: Editor, items: DataTransferItemList): boolean {
  if (!holdsFolder(items)) return false;
  const droppedFolder = droppedItems(items);
  store.setState(({ view }) => ({ view: { ...view, page: 'batch', droppedFolder } }));
  return true;
}

/** What was handed to the batch, once. */
export function takeHanded({ store }: Editor): readonly DroppedItem[] | undefined {
  const { droppedFolder } = store.getState().view;
  if (droppedFolder) store.setState(({ view }) => ({ view: { ...view, droppedFolder: undefined } }));
  return droppedFolder;
}
