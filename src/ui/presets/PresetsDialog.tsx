import { ArrowDown, ArrowUp, FileDown, Link2, Trash2 } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { copyPresetLink, exportPreset, importPreset, movePreset, presentEdit, removePreset, savePreset } from '../../state/commands/presets.ts';
import { showDialog } from '../../state/commands/view.ts';
import type { EditorState } from '../../state/editor-store.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { presetWords, type Preset } from '../../state/presets.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { Button } from '../controls/Button.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Field } from '../models/Field.tsx';
import styles from './Presets.module.css';

/** What would be kept of the selected face; undefined where nothing is set. */
function presentWords(state: EditorState): string | undefined {
  const present = presentEdit(state);
  const words = present && presetWords(present, manifestOf(state));
  return present?.edit.reference ? panelText().onlyNamed({ words: words ?? '' }) : words;
}

/** Names the present settings and keeps them. */
function SaveForm(): ReactNode {
  const editor = useEditor();
  const words = useEditorState(presentWords);
  const [name, setName] = useState('');
  if (words === undefined) return <p className={styles['fine']}>{panelText().setFirst}</p>;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        savePreset(editor, name);
        setName('');
      }}
    >
      <Field label={panelText().saveAs} value={name} placeholder={panelText().aName} hint={words} onChange={setName} />
      <Button type="submit" tone="primary" disabled={name.trim() === ''}>{panelText().save}</Button>
    </form>
  );
}

function PresetRow({ preset, isFirst, isLast }: { readonly preset: Preset; readonly isFirst: boolean; readonly isLast: boolean }): ReactNode {
  const editor = useEditor();
  const manifest = useEditorState(manifestOf);
  const { name } = preset;
  return (
    <li className={styles['row']}>
      <div className={styles['words']}><span className={styles['name']}>{name}</span><span className={styles['fine']}>{presetWords(preset, manifest)}</span></div>
      <IconButton label={panelText().moveUp({ name })} disabled={isFirst} onClick={() => { movePreset(editor, name, -1); }}><ArrowUp size={15} /></IconButton>
      <IconButton label={panelText().moveDown({ name })} disabled={isLast} onClick={() => { movePreset(editor, name, 1); }}><ArrowDown size={15} /></IconButton>
      <IconButton label={panelText().copyLink({ name })} onClick={() => { void copyPresetLink(editor, preset, location.href); }}><Link2 size={15} /></IconButton>
      <IconButton label={panelText().saveFile({ name })} onClick={() => { void exportPreset(editor, preset); }}><FileDown size={15} /></IconButton>
      <IconButton label={panelText().delete({ name })} onClick={() => { removePreset(editor, name); }}><Trash2 size={15} /></IconButton>
    </li>
  );
}

/** A person's own presets: saved, arranged, shared. */
export function PresetsDialog(): ReactNode {
  const editor = useEditor();
  const presets = useEditorState((state) => state.presets);
  const file = useRef<HTMLInputElement>(null);
  return (
    <DialogFrame title={panelText().presets} description={panelText().presetsHint} onClose={() => { showDialog(editor, undefined); }}>
      <div className={styles['parts']}>
        <SaveForm />
        {presets.length > 0 && (
          <ul className={styles['list']} aria-label={panelText().yourPresets}>
            {presets.map((preset, i) => <PresetRow key={preset.name} preset={preset} isFirst={i === 0} isLast={i === presets.length - 1} />)}
          </ul>
        )}
        <input
          ref={file} type="file" accept=".json,application/json" hidden aria-label={panelText().presetFile}
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) void importPreset(editor, chosen);
            currentTarget.value = '';
          }}
        />
        <div className={styles['foot']}>
          <p className={styles['fine']}>{panelText().isRecipe}</p>
          <Button onClick={() => { file.current?.click(); }}>{panelText().addFromFile}</Button>
        </div>
      </div>
    </DialogFrame>
  );
}
