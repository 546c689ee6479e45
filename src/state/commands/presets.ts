import { chooseSaveTarget } from '../../bridge/save-file.ts';
import { recipeFromEditor } from '../batch/recipe-from-editor.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { saysText } from '../../text/says.ts';
import type { Editor } from '../editor.ts';
import type { EditorState } from '../editor-store.ts';
import { manifestOf } from '../face-selectors.ts';
import { freeName, levelsOf, levelsRecipe, presetFromFragment, presetFromText, presetLink, presetText, readPresets, writePresets, type Preset } from '../presets.ts';
import { onTargets } from './change-faces.ts';
import { withLevel } from './edit-levels.ts';
import { notify, notifyFailure } from './notices.ts';

/** The levels of a preset that the loaded model has, within what it allows. */
export function fittingLevels({ levels }: Preset, manifest: BundleManifest | undefined): readonly (readonly [id: string, level: number])[] {
  if (manifest?.domains.kind !== 'attributes') return [];
  return manifest.domains.attributes.flatMap(({ id, levelRange: [low, high] }) => {
    const level = Object.hasOwn(levels, id) ? levels[id] : undefined;
    return level === undefined ? [] : [[id, Math.min(high, Math.max(low, level))] as const];
  });
}

/** Whether a model has at least one attribute of the preset. */
export function fitsModel(preset: Preset, manifest: BundleManifest): boolean {
  return fittingLevels(preset, manifest).length > 0;
}

/** Sets a preset's levels on the faces that edits go to, in one step; what it does not name stays. */
export function applyPreset({ store, history }: Editor, preset: Preset): void {
  const state = store.getState();
  const levels = fittingLevels(preset, manifestOf(state));
  const left = Object.keys(preset.levels).length - levels.length;
  history.change(`preset:${preset.name}`, onTargets(state, (face) => levels.reduce((edited, [id, level]) => withLevel(state, edited, id, level), face)));
  if (left > 0) notify(store, { kind: 'info', title: saysText().alsoSets({ name: preset.name }), detail: saysText().restApplied });
}

/** What the selected face is set to, as a preset without a name; undefined where nothing is set. */
export function presentLevels(state: EditorState): Preset['levels'] | undefined {
  const recipe = recipeFromEditor(state);
  const levels = recipe ? levelsOf(recipe) : {};
  return Object.keys(levels).length > 0 ? levels : undefined;
}

/** The selected face's levels as a saved picture carries them; undefined where nothing is set. */
export function presentRecipe(state: EditorState): string | undefined {
  const levels = presentLevels(state);
  const bundle = manifestOf(state)?.id;
  return levels && bundle !== undefined ? levelsRecipe(levels, bundle) : undefined;
}

/** Keeps the selected face's levels under a name. */
export function savePreset(editor: Editor, name: string): void {
  const levels = presentLevels(editor.store.getState());
  if (levels) addPreset(editor, { name, levels });
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
  const bundle = manifestOf(store.getState())?.id;
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
    await navigator.clipboard.writeText(presetLink(preset, page));
    notify(store, { kind: 'info', title: saysText().linkCopied, detail: saysText().linkCarries({ name: preset.name }) });
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
