import { setLevel } from '../../state/commands/edit-levels.ts';
import { selectFace, setEditingAll } from '../../state/commands/face-list.ts';
import { chooseModel } from '../../state/commands/load-model.ts';
import { setPreferences } from '../../state/commands/preferences.ts';
import { applyPreset, fitsModel } from '../../state/commands/presets.ts';
import { compareBy } from '../../state/commands/view.ts';
import type { Editor } from '../../state/editor.ts';
import { besideIn, facesAcross, manifestOf, needsSource, selectedFace } from '../../state/face-selectors.ts';
import { modelChoices } from '../../state/model-choices.ts';
import { SHIPPED_PRESETS } from '../../state/presets.ts';
import { COMPARE_MODES } from '../../state/slices/view-slice.ts';
import { worded } from '../../text/model-words.ts';
import { paletteText } from '../../text/palette.ts';
import { COMMANDS, type Command, type CommandGroup } from '../commands/command-table.ts';
import { MODES } from '../stage/CompareControl.tsx';
import { LANGUAGES, PIXELS, THEMES } from '../topbar/SettingsMenu.tsx';

/** A command as the list shows it. */
export interface PaletteEntry extends Pick<Command, 'title' | 'group' | 'keys' | 'run'> {
  /** Tells it from all others, and finds it in whatever language the page is. */
  readonly id: string;
}

export const GROUPS: readonly CommandGroup[] = ['edit', 'face', 'view', 'file', 'app'];

/** What is made of the model and of the faces: a value of an attribute, a preset, another face. */
function editEntries(editor: Editor): readonly PaletteEntry[] {
  const state = editor.store.getState();
  const manifest = manifestOf(state);
  if (!manifest || !selectedFace(state)) return [];
  const attributes = manifest.domains.kind === 'attributes' ? worded(manifest.domains).attributes : [];
  const faces = facesAcross(state);
  const { isEditingAll } = state.view;
  return [
    ...attributes.filter((attribute) => !needsSource(state, attribute.id) && !besideIn(state, attribute)).flatMap(({ id, title, off, on }) => [on, off].map((end, i): PaletteEntry => ({
      id: `${id} ${i === 0 ? 'on' : 'off'}`, group: 'edit', title: paletteText().attribute({ title, end }), run: () => { setLevel(editor, id, 1 - i); },
    }))),
    ...[...state.presets, ...SHIPPED_PRESETS].filter((preset) => fitsModel(preset, manifest)).map((preset): PaletteEntry => ({
      id: `preset ${preset.name}`, group: 'edit', title: paletteText().preset({ name: preset.name }), run: () => { applyPreset(editor, preset); },
    })),
    ...(faces.length < 2 ? [] : [
      ...faces.map(({ id }, i): PaletteEntry => ({ id: `face ${i + 1}`, group: 'face', title: paletteText().chooseFace({ number: i + 1 }), run: () => { selectFace(editor, id); } })),
      { id: 'all faces', group: 'face', title: isEditingAll ? paletteText().editOne : paletteText().editAll, run: () => { setEditingAll(editor, !isEditingAll); } } as const,
    ]),
  ];
}

/** What the app's own menus choose among: ways to compare, appearance, language, model. */
function choiceEntries(editor: Editor): readonly PaletteEntry[] {
  const { view: { preferences, compare }, picture, engine, models } = editor.store.getState();
  return [
    ...(picture.open ? COMPARE_MODES : []).filter((mode) => !compare.isOn || mode !== compare.mode).map((mode): PaletteEntry => ({
      id: `compare ${mode}`, group: 'view', title: paletteText().compareBy({ mode: MODES[mode].title }), run: () => { compareBy(editor, mode); },
    })),
    ...THEMES.filter(({ value }) => value !== preferences.theme).map(({ value, title }): PaletteEntry => ({
      id: `appearance ${value}`, group: 'app', title: paletteText().appearance({ theme: title }), run: () => { setPreferences(editor, { theme: value }); },
    })),
    ...PIXELS.filter(({ value }) => value !== preferences.pixels).map(({ value, title }): PaletteEntry => ({
      id: `pixels ${value}`, group: 'app', title: paletteText().pixels({ pixels: title }), run: () => { setPreferences(editor, { pixels: value }); },
    })),
    ...LANGUAGES.filter(({ value }) => value !== preferences.language).map(({ value, title }): PaletteEntry => ({
      id: `language ${value}`, group: 'app', title: paletteText().language({ language: title }), run: () => { setPreferences(editor, { language: value }); },
    })),
    ...modelChoices(engine.models, models.stored).filter(({ key }) => key !== engine.loaded?.modelId).map(({ key, title }): PaletteEntry => ({
      id: `model ${key}`, group: 'app', title: paletteText().model({ title }), run: () => { void chooseModel(editor, key); },
    })),
  ];
}

/** Everything that can be done now, as one list; on the page of the batch what concerns the whole app. */
export function paletteEntries(editor: Editor): readonly PaletteEntry[] {
  const commands = Object.entries<Command>(COMMANDS)
    // What holds for as long as a key is down cannot be chosen from a list.
    .filter(([id, { isPossible, release }]) => isPossible?.(editor) !== false && !release && id !== 'palette' && id !== 'redoAgain')
    .map(([id, { title, group, keys, run }]): PaletteEntry => ({ id, title, group, ...(keys === undefined ? {} : { keys }), run }));
  const all = [...editEntries(editor), ...commands, ...choiceEntries(editor)];
  return editor.store.getState().view.page === 'batch' ? all.filter(({ group }) => group === 'app') : all;
}
