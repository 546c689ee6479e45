import { droppedSource, fileSource, folderSource, pickedFiles, pickFolder, type BatchSource } from '../../../bridge/batch-source.ts';
import { droppedItems, type DroppedItem } from '../../../bridge/dropped-items.ts';
import { zipSource } from '../../../bridge/batch-zip-source.ts';
import { isPictureName } from '../../../core/picture-formats.ts';
import type { ModelChoice } from '../../model-choices.ts';
import type { Batch } from '../batch.ts';
import { proposeCrop } from './propose-crop.ts';
import { proposeModel } from './propose-model.ts';
import { reporting } from './reporting.ts';
import { resumeRun } from './resume-run.ts';

/** Takes a folder, files or a zip as what is to be edited; a run that waits for it goes on. */
export function setSource(batch: Batch, read: () => Promise<BatchSource>, models: readonly ModelChoice[]): Promise<void> {
  return reporting(batch, async () => {
    const source = await read();
    const isAwaited = batch.store.getState().missing === 'source';
    // A run that goes on keeps the crop that was decided for its folder.
    batch.store.setState(isAwaited ? { source } : { source, crop: undefined, proposedModel: undefined });
    if (isAwaited) { await resumeRun(batch, models); return; }
    await proposeModel(batch, models);
    await proposeCrop(batch, models);
  });
}

/** Asks for a folder, where this browser lets a page have one (`batch.canPickFolders`). */
export function chooseSourceFolder(batch: Batch, models: readonly ModelChoice[]): Promise<void> {
  return setSource(batch, async () => folderSource(await pickFolder('read'), isPictureName), models);
}

/** Takes picked files: pictures, a folder of them, or one zip. */
export function takePickedFiles(batch: Batch, list: readonly File[], models: readonly ModelChoice[]): Promise<void> {
  return setSource(batch, () => {
    const [first] = list;
    if (list.length === 1 && first && /\.zip$/i.test(first.name)) return zipSource(first, isPictureName);
    const { name, files } = pickedFiles(list);
    return Promise.resolve(fileSource(name, files, isPictureName));
  }, models);
}

/** Takes what was dropped; call it before anything is awaited. */
export function takeDropped(batch: Batch, items: DataTransferItemList, models: readonly ModelChoice[]): Promise<void> {
  return takeHandedItems(batch, droppedItems(items), models);
}

/** Takes what was dropped elsewhere and handed over. */
export function takeHandedItems(batch: Batch, dropped: readonly DroppedItem[], models: readonly ModelChoice[]): Promise<void> {
  return setSource(batch, () => droppedSource(dropped, isPictureName), models);
}
