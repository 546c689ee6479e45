import { presentLanguage } from '../../text/i18n.ts';
import { saysText } from '../../text/says.ts';
import { worded } from '../../text/model-words.ts';
import { say } from '../announcement.ts';
import type { EditorState, EditorStore } from '../editor-store.ts';
import { attributeLevel, currentSearch, domainPair, isSearching, manifestOf, selectedFace } from '../face-selectors.ts';
import { formatPercent, levelText } from '../format.ts';
import { isLed } from '../reference-selectors.ts';
import { engineState } from '../selectors.ts';

/** A level that rests this long, and is painted, is told. */
const REST_MS = 600;
/** Progress is told at each of so many equal steps. */
const STEPS = 4;

/** What a level that rests depends on. */
const WATCHED = ['document', 'picture', 'engine', 'faces', 'render', 'view'] as const satisfies readonly (keyof EditorState)[];

/** How far the first model is; later ones load beside a picture that can be edited. */
function loadingText({ engine: { loading, loaded } }: EditorState): string {
  if (!loading) return loaded ? saysText().ready({ title: worded(loaded.bundle.manifest).title }) : '';
  const { progress } = loading;
  if (!progress || progress.totalBytes === 0) return '';
  if (progress.stage === 'self-check') return saysText().checkingModel;
  // All of it is followed by the check at once.
  const step = Math.min(STEPS - 1, Math.floor((progress.doneBytes / progress.totalBytes) * STEPS));
  return step === 0 ? saysText().loadingModel : saysText().loadingShare({ percent: formatPercent(step / STEPS) });
}

/** What was found in the open picture, and what became of it since; empty while faces are looked for. */
function facesText(state: EditorState): string {
  const { picture: { open }, document: { faces } } = state;
  const search = currentSearch(state);
  if (!open || !search || isSearching(state)) return '';
  const failed = search.status === 'failed';
  const { name } = open;
  if (faces.some(({ origin }) => origin === 'whole')) return failed ? saysText().openNotLooked({ name }) : saysText().openNoFace({ name });
  const count = faces.length === 0 ? saysText().noFaces : saysText().faceCount(faces.length);
  return saysText().openWith({ name, faces: count });
}

/** The selected face's settings by what they are called. */
function settingTexts(state: EditorState): ReadonlyMap<string, string> {
  const face = selectedFace(state);
  const domains = worded(manifestOf(state)?.domains);
  const texts = new Map([['Smoothing', saysText().smoothingTo({ percent: formatPercent(state.document.detail) })]]);
  if (!face || !domains) return texts;
  if (face.reference) texts.set('Reference', saysText().likeTo({ name: face.reference.name, percent: formatPercent(face.reference.strength) }));
  if (domains.kind === 'named') {
    const pair = domainPair(state, face);
    const target = pair && domains.names[pair.target]?.title;
    return texts.set('Strength', saysText().levelOf({ title: formatPercent(face.domainMove.strength), percent: target ?? '' }).trim());
  }
  for (const { id, title, off, on } of domains.attributes) {
    const status = attributeLevel(state, id);
    if (status && !isLed(state, face, id)) texts.set(title, saysText().levelOf({ title: title, percent: levelText(status.level, [off, on]) }));
  }
  return texts;
}

/** Whose settings are compared: another face, picture, model or language has others, which nobody has changed. */
function subject(state: EditorState): string {
  return `${selectedFace(state)?.id ?? ''} ${state.picture.open?.pictureId ?? ''} ${state.engine.loaded?.modelId ?? ''} ${presentLanguage()}`;
}

/** Tells who listens instead of looking: how far the model is, what was found, and a level once it rests and is painted. Failures are notices, which tell themselves. */
export function startAnnouncing(store: EditorStore): () => void {
  let told = { loading: loadingText(store.getState()), faces: facesText(store.getState()) };
  let settled: { readonly subject: string; readonly texts: ReadonlyMap<string, string> } | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = store.getState();
  let isChecking = false;
  let isPending = false;

  const settle = (state: EditorState): void => { settled = { subject: subject(state), texts: settingTexts(state) }; };
  const tellSettings = (): void => {
    const before = settled;
    settle(store.getState());
    isPending = false;
    const changes = [...settled?.texts ?? []].filter(([title, text]) => before?.texts.get(title) !== text).map(([, text]) => text);
    if (changes.length > 0) say(store, saysText().updated({ changes: changes.join(saysText().comma) }));
  };
  const tell = (before: string, now: string): void => { if (now !== before && now !== '') say(store, now); };
  const check = (): void => {
    isChecking = false;
    const [state, previous] = [store.getState(), seen];
    const { loading, faces } = told;
    seen = state;
    told = { loading: loadingText(state), faces: facesText(state) };
    tell(loading, told.loading);
    tell(faces, told.faces);
    if (WATCHED.every((part) => state[part] === previous[part])) return;
    clearTimeout(timer);
    if (settled?.subject !== subject(state)) isPending = false;
    else if (state.document !== previous.document) isPending = true;
    // What changes without an edit, a face that was read say, is where the next edit starts from: however soon that comes.
    if (!isPending) settle(state);
    else if (engineState(state) === 'ready' && state.view.gesture === undefined) timer = setTimeout(tellSettings, REST_MS);
  };

  const unsubscribe = store.subscribe(() => {
    // What belongs together is often told to the store in two steps: faces, and that the search is over.
    if (isChecking) return;
    isChecking = true;
    queueMicrotask(check);
  });
  return () => {
    unsubscribe();
    clearTimeout(timer);
  };
}
