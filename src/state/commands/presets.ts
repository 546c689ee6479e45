import { chooseSaveTarget } from '../../bridge/save-file.ts';
import { ownValue } from '../../core/own-value.ts';
import { recipeAttributes } from '../../batch/recipe.ts';
import { recipeFromEditor } from '../batch/recipe-from-editor.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { saysText } from '../../text/says.ts';
import type { FaceDocument } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { isForPersonToSay, manifestOf } from '../face-selectors.ts';
import { carriedRecipe, freeName, levelsOf, presetFromFragment, presetFromText, presetLink, presetText, readPresets, writePresets, type Preset } from '../presets.ts';
import { onTargets } from './change-faces.ts';
import { withLevel } from './edit-levels.ts';
import { notify, notifyFailure } from './notices.ts';
import { followPreset } from './preset-reference.ts';

/** The levels of a preset that the loaded model has, within what it allows. */
export function fittingLevels({ edit }: Preset, manifest: BundleManifest | undefined): readonly (readonly [id: string, level: number])[] {
  if (manifest?.domains.kind !== 'attributes') return [];
  const levels = levelsOf(edit);
  return manifest.domains.attributes.flatMap(({ id, levelRange: [low, high] }) => {
    const level = ownValue(levels, id);
    return level === undefined ? [] : [[id, Math.min(high, Math.max(low, level))] as const];
  });
}

/** Whether a model can do any of what the preset says. */
export function fitsModel(preset: Preset, manifest: BundleManifest): boolean {
  const { edit } = preset;
  if (edit.kind === 'domain') return manifest.domains.kind === 'named' && manifest.domains.names.some(({ id }) => id === edit.target);
  return fittingLevels(preset, manifest).length > 0 || (edit.reference !== undefined && manifest.domains.kind === 'attributes');
}

/** A face with what a preset names, but for its reference; the rest stays. */
function withPreset(state: EditorState, face: FaceDocument, preset: Preset): FaceDocument {
  const { edit, mask } = preset;
  const brushed = mask === undefined || mask === face.mask ? face : { ...face, mask };
  if (edit.kind === 'domain') return { ...brushed, domainMove: { ...face.domainMove, targetId: edit.target, strength: edit.strength, seed: edit.seed } };
  // What a person had to say of the photo, where this one's nobody has said yet.
  const said = Object.entries(edit.sources ?? {}).filter(([id]) => ownValue(face.correctedSources, id) === undefined && isForPersonToSay(state, face, id));
  const known = said.length === 0 ? brushed : { ...brushed, correctedSources: { ...brushed.correctedSources, ...Object.fromEntries(said) } };
  return fittingLevels(preset, manifestOf(state)).reduce((edited, [id, level]) => withLevel(state, edited, id, level), known);
}

/** Sets what a preset names on the faces that edits go to, in one step; what it does not name stays. */
export function applyPreset(editor: Editor, preset: Preset): void {
  const { store, history } = editor;
  const state = store.getState();
  const { edit, detail } = preset;
  const onFaces = onTargets(state, (face) => withPreset(state, face, preset));
  history.change(`preset:${preset.name}`, (document) => {
    const edited = onFaces(document);
    return detail === undefined || detail === document.detail ? edited : { ...edited, detail };
  });
  if (edit.kind === 'attributes' && fittingLevels(preset, manifestOf(state)).length < Object.keys(levelsOf(edit)).length) notify(store, { kind: 'info', title: saysText().alsoSets({ name: preset.name }), detail: saysText().restApplied });
  if (edit.reference) followPreset(editor, preset, edit.reference);
}

/** What the selected face is set to, as a preset without a name; undefined where nothing is set. */
export function presentEdit(state: EditorState): Omit<Preset, 'name'> | undefined {
  const recipe = recipeFromEditor(state);
  if (!recipe || recipeAttributes(recipe).length === 0) return undefined;
  const { edit, detail, mask } = recipe;
  if (edit.kind === 'domain' && edit.strength === 0) return undefined;
  return { edit, ...(detail === 0 ? {} : { detail }), ...(mask === undefined ? {} : { mask }) };
}

/** The selected face's edit as a saved picture carries it; undefined where nothing is set. */
export function presentRecipe(state: EditorState): string | undefined {
  const edit = presentEdit(state);
  const bundle = manifestOf(state)?.id;
  return edit && bundle !== undefined ? carriedRecipe(edit, bundle) : undefined;
}

/** Keeps the selected face's settings under a name. */
export function savePreset(editor: Editor, name: string): void {
  const edit = presentEdit(editor.store.getState());
  if (edit) addPreset(editor, { name, ...edit });
}

export function removePreset(editor: Editor, name: string): void {
  setPresets(editor, (presets) => presets.filter((preset) => preset.name !== name));
}

/** Moves a preset up (-1) or down (1). */
export function movePreset(editor: Editor, name: string, by: -1 | 1): void {
  setPresets(editor, (presets) => {
    const from = presets.findIndex((preset) => preset.name === name);
    const moved = presets[from];
    if (!moved || from + by < 0 || from + by >= presets.length) return presets;
    return presets.toSpliced(from, 1).toSpliced(from + by, 0, moved);
  });
}

/** Saves a preset as a file that the batch and the command line take as well. */
export async function exportPreset({ store }: Editor, preset: Preset): Promise<void> {
  const bundle = preset.folder?.bundle ?? manifestOf(store.getState())?.id;
  if (bundle === undefined) return;
  try {
    const target = await chooseSaveTarget({ fileName: `${fileStem(preset.name)}.json`, mimeType: 'application/json' });
    await target.write(new Blob([presetText(preset, bundle)], { type: 'application/json' }));
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().presetNotSaved);
  }
}

/** Adds the preset of a recipe's file. */
export async function importPreset(editor: Editor, file: Blob & { readonly name: string }): Promise<void> {
  try {
    addPreset(editor, presetFromText(await file.text(), file.name));
  } catch (thrown) {
    notifyFailure(editor.store, thrown, saysText().noPreset({ name: file.name }));
  }
}

/** Puts a link with the preset in it, and no picture, on the clipboard. */
export async function copyPresetLink({ store }: Editor, preset: Preset, page: string): Promise<void> {
  try {
    const { link, isWhole } = presetLink(preset, page);
    await navigator.clipboard.writeText(link);
    notify(store, { kind: 'info', title: saysText().linkCopied, detail: isWhole ? saysText().linkCarries({ name: preset.name }) : saysText().linkLeaves({ name: preset.name }) });
  } catch (thrown) {
    notifyFailure(store, thrown, saysText().linkNotCopied);
  }
}

/** Adds the preset that the page was opened with; true where its fragment carried one, good or bad. */
export function takeSharedPreset(editor: Editor, fragment: string): boolean {
  try {
    const preset = presetFromFragment(fragment);
    if (!preset) return false;
    const { presets } = editor.store.getState();
    if (!presets.some((own) => JSON.stringify(own) === JSON.stringify(preset))) addPreset(editor, preset);
    notify(editor.store, { kind: 'info', title: saysText().linksPreset({ name: preset.name }), detail: saysText().applyThere });
  } catch (thrown) {
    notifyFailure(editor.store, thrown, saysText().linkUnreadable);
  }
  return true;
}

/** Without what no file system takes. */
function fileStem(name: string): string {
  return name.replace(/[\\/:*?"<>|\p{Cc}]/gu, ' ').trim() || 'preset';
}

/** Takes over what another tab has saved: else this one's next change would lose it. */
export function refreshPresets({ store, preferenceStore }: Editor): void {
  const presets = readPresets(preferenceStore);
  if (JSON.stringify(presets) !== JSON.stringify(store.getState().presets)) store.setState({ presets });
}

export function addPreset(editor: Editor, preset: Preset): void {
  setPresets(editor, (presets) => [...presets, { ...preset, name: freeName(preset.name, presets) }]);
}

function setPresets({ store, preferenceStore }: Editor, change: (presets: readonly Preset[]) => readonly Preset[]): void {
  const presets = change(store.getState().presets);
  store.setState({ presets });
  if (!writePresets(preferenceStore, presets)) notify(store, { kind: 'info', title: saysText().presetsBrief, detail: saysText().presetsRefused });
}
