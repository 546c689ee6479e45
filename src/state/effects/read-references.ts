import type { EngineClient } from '../../bridge/engine-client.ts';
import { saysText } from '../../text/says.ts';
import { notifyFailure } from '../commands/notices.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { manifestOf } from '../face-selectors.ts';
import { awaitsReference, referenceInput } from '../reference-selectors.ts';
import type { ReferenceRead } from '../slices/faces-slice.ts';

/** Readings that are kept, the latest ones: undo and redo find theirs again. */
const MOST_READINGS = 24;

/** The readings of this bundle with one more. */
function withReading({ faces }: EditorState, key: string, read: ReferenceRead): { readonly references: Readonly<Record<string, ReferenceRead>>; readonly dropped: readonly ReferenceRead[] } {
  const others = Object.entries(faces.references).filter(([other]) => other !== key);
  const kept = others.filter(([, { manifest }]) => manifest === read.manifest).slice(1 - MOST_READINGS);
  return { references: Object.fromEntries([...kept, [key, read]]), dropped: others.filter((entry) => !kept.includes(entry)).map(([, each]) => each) };
}

/** Reads every reference that leads a face, one after the other, and anew for another bundle. */
export function startReadingReferences(store: EditorStore, engine: EngineClient): () => void {
  let running: AbortController | undefined;

  const keep = (key: string, read: ReferenceRead): void => {
    const { references, dropped } = withReading(store.getState(), key, read);
    store.setState(({ faces }) => ({ faces: { ...faces, references } }));
    for (const { result } of dropped) result?.crop.close();
  };

  const run = async ({ key, request }: NonNullable<ReturnType<typeof referenceInput>>): Promise<void> => {
    const mine = new AbortController();
    running = mine;
    const manifest = manifestOf(store.getState());
    try {
      const result = await engine.readReference(request, { signal: mine.signal });
      if (running !== mine) return;
      running = undefined;
      if (manifest && manifest === manifestOf(store.getState())) keep(key, { manifest, result });
      else result.crop.close();
    } catch (thrown) {
      if (running !== mine) return;
      running = undefined;
      if (manifest) keep(key, { manifest, result: undefined });
      notifyFailure(store, thrown, saysText().referenceNotRead);
    }
    check();
  };

  const check = (): void => {
    if (running) return;
    const state = store.getState();
    const reference = state.document.faces.find((face) => awaitsReference(state, face))?.reference;
    const input = reference && referenceInput(state, reference);
    if (input) void run(input);
  };

  const unsubscribe = store.subscribe(check);
  return () => {
    unsubscribe();
    running?.abort();
    running = undefined;
  };
}
