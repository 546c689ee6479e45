import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { createFaceFinder } from '../../bridge/create-face-finder.ts';
import { pageStorage } from '../../bridge/page-storage.ts';
import { modelChoices, type ModelChoice } from '../model-choices.ts';
import { useEditorState } from '../use-editor.ts';
import { createBatch, type Batch } from './batch.ts';
import type { BatchState } from './batch-store.ts';

/** The page's one batch: it runs on while the editor is looked at. */
const pageBatch = createBatch(createFaceFinder, pageStorage());

const BatchContext = createContext<Batch>(pageBatch);

/** The batch, for commands. */
export function useBatch(): Batch {
  return useContext(BatchContext);
}

/** A part of the batch's state, compared shallowly. */
export function useBatchState<Part>(selector: (state: BatchState) => Part): Part {
  return useStore(useBatch().store, useShallow(selector));
}

/** Every model that a recipe can name. */
export function useModels(): readonly ModelChoice[] {
  const { shipped, stored } = useEditorState(({ engine, models }) => ({ shipped: engine.models, stored: models.stored }));
  return modelChoices(shipped, stored);
}
