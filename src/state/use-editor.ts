import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import { ownValue } from '../core/own-value.ts';
import type { Editor } from './editor.ts';
import type { EditorState } from './editor-store.ts';
import { manifestOf } from './face-selectors.ts';
import { stepName } from './step-names.ts';

/** Holds the page's editor; the app provides it. */
export const EditorContext = createContext<Editor | undefined>(undefined);

/** The editor, for commands. */
export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('Expected an EditorContext around this component but received none.');
  return editor;
}

/** A part of the state, compared shallowly: the component renders anew only when that part changes. */
export function useEditorState<Part>(selector: (state: EditorState) => Part): Part {
  return useStore(useEditor().store, useShallow(selector));
}

/** Whether there is a step to undo and one to redo. */
export function useHistory(): { readonly canUndo: boolean; readonly canRedo: boolean } {
  const { temporal } = useEditor().store;
  const canUndo = useStore(temporal, ({ pastStates }) => pastStates.length > 0);
  const canRedo = useStore(temporal, ({ futureStates }) => futureStates.length > 0);
  return { canUndo, canRedo };
}

/** Names of all steps of the history, the oldest first, and the place of the present one. */
export function useSteps(): { readonly names: readonly string[]; readonly present: number } {
  const editor = useEditor();
  useStore(editor.store.temporal);
  const manifest = useEditorState(manifestOf);
  const sources = useEditorState(({ picture }) => picture.sources);
  const { documents, present } = editor.history.timeline();
  const words = { manifest, pictureName: (id: string) => ownValue(sources, id)?.name };
  return { names: documents.map((document, i) => stepName(documents[i - 1], document, words)), present };
}
