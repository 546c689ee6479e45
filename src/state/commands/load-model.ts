import { AppError } from '../../core/app-error.ts';
import { saysText } from '../../text/says.ts';
import { worded } from '../../text/model-words.ts';
import type { Editor } from '../editor.ts';
import { modelChoices } from '../model-choices.ts';
import { notifyFailure } from './notices.ts';

/** Loads a bundle by the key of its choice; while it loads, and should it fail, the present one stays in use. */
export async function loadModel({ store, engine }: Pick<Editor, 'store' | 'engine'>, modelId: string): Promise<void> {
  const { engine: { models: shipped }, models: { stored } } = store.getState();
  const model = modelChoices(shipped, stored).find(({ key }) => key === modelId);
  if (!model) {
    notifyFailure(store, new AppError({
      code: 'model-unknown',
      message: `Expected one of this app's models but received "${modelId}".`,
      recovery: saysText().reloadPage,
    }), saysText().modelNotLoaded);
    return;
  }
  store.getState().engine.loading?.controller.abort();
  const controller = new AbortController();
  const mine = (): boolean => store.getState().engine.loading?.controller === controller;
  store.setState((state) => ({ engine: { ...state.engine, loading: { modelId, progress: undefined, controller } } }));
  try {
    const bundle = await engine.loadBundle({ source: model.source, backend: 'auto' }, {
      signal: controller.signal,
      onProgress: (progress) => {
        if (mine()) store.setState((state) => ({ engine: { ...state.engine, loading: { modelId, progress, controller } } }));
      },
    });
    if (mine()) store.setState((state) => ({ engine: { ...state.engine, loading: undefined, loaded: { modelId, bundle } } }));
  } catch (thrown) {
    if (!mine()) return;
    store.setState((state) => ({ engine: { ...state.engine, loading: undefined } }));
    notifyFailure(store, thrown, saysText().modelNotLoadedNamed({ title: worded(model).title }));
  }
}

/** Loads the bundle that a person chose; from then on no picture opens in another one by itself. */
export async function chooseModel(editor: Pick<Editor, 'store' | 'engine'>, modelId: string): Promise<void> {
  editor.store.setState(({ engine }) => ({ engine: { ...engine, isModelChosen: true } }));
  await loadModel(editor, modelId);
}

/** Loads the first model that ships with the app, or the one in use again. */
export async function loadDefaultModel(editor: Editor): Promise<void> {
  const { engine } = editor.store.getState();
  const modelId = engine.loaded?.modelId ?? engine.models[0]?.id;
  if (modelId === undefined) {
    notifyFailure(editor.store, new AppError({
      code: 'no-models',
      message: 'Expected at least one model beside the app but received none.',
      recovery: saysText().buildAgain,
    }), saysText().modelNotLoaded);
    return;
  }
  await loadModel(editor, modelId);
}
