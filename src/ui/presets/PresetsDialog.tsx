import { ArrowDown, ArrowUp, FileDown, Link2, Trash2 } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { copyPresetLink, exportPreset, importPreset, movePreset, presentLevels, removePreset, savePreset } from '../../state/commands/presets.ts';
import { showDialog } from '../../state/commands/view.ts';
import { manifestOf } from '../../state/face-selectors.ts';
import { levelsText, type Preset } from '../../state/presets.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { Button } from '../controls/Button.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { IconButton } from '../controls/IconButton.tsx';
import { Field } from '../models/Field.tsx';
import styles from './Presets.module.css';

function useLevelsText(): (levels: Preset['levels']) => string {
  const manifest = useEditorState(manifestOf);
  return (levels) => levelsText(levels, manifest);
}

/** Names the present settings and keeps them. */
function SaveForm(): ReactNode {
  const editor = useEditor();
  const levels = useEditorState(presentLevels);
  const text = useLevelsText();
  const [name, setName] = useState('');
  if (!levels) return <p className={styles['fine']}>Set a level on a face first: then its settings can be saved here under a name.</p>;
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault();
        savePreset(editor, name);
        setName('');
      }}
    >
      <Field label="Save the present settings as" value={name} placeholder="A name" hint={text(levels)} onChange={setName} />
      <Button type="submit" tone="primary" disabled={name.trim() === ''}>Save</Button>
    </form>
  );
}

function PresetRow({ preset, isFirst, isLast }: { readonly preset: Preset; readonly isFirst: boolean; readonly isLast: boolean }): ReactNode {
  const editor = useEditor();
  const text = useLevelsText();
  const { name } = preset;
  return (
    <li className={styles['row']}>
      <div className={styles['words']}><span className={styles['name']}>{name}</span><span className={styles['fine']}>{text(preset.levels)}</span></div>
      <IconButton label={`Move ${name} up`} disabled={isFirst} onClick={() => { movePreset(editor, name, -1); }}><ArrowUp size={15} /></IconButton>
      <IconButton label={`Move ${name} down`} disabled={isLast} onClick={() => { movePreset(editor, name, 1); }}><ArrowDown size={15} /></IconButton>
      <IconButton label={`Copy a link with ${name}`} onClick={() => { void copyPresetLink(editor, preset, location.href); }}><Link2 size={15} /></IconButton>
      <IconButton label={`Save ${name} as a file`} onClick={() => { void exportPreset(editor, preset); }}><FileDown size={15} /></IconButton>
      <IconButton label={`Delete ${name}`} onClick={() => { removePreset(editor, name); }}><Trash2 size={15} /></IconButton>
    </li>
  );
}

/** A person's own presets: saved, arranged, shared. */
export function PresetsDialog(): ReactNode {
  const editor = useEditor();
  const presets = useEditorState((state) => state.presets);
  const file = useRef<HTMLInputElement>(null);
  return (
    <DialogFrame title="Presets" description="Named settings, kept in this browser; no picture is in them" onClose={() => { showDialog(editor, undefined); }}>
      <div className={styles['parts']}>
        <SaveForm />
        {presets.length > 0 && (
          <ul className={styles['list']} aria-label="Your presets">
            {presets.map((preset, i) => <PresetRow key={preset.name} preset={preset} isFirst={i === 0} isLast={i === presets.length - 1} />)}
          </ul>
        )}
        <input
          ref={file} type="file" accept=".json,application/json" hidden aria-label="Preset file"
          onChange={({ currentTarget }) => {
            const [chosen] = currentTarget.files ?? [];
            if (chosen) void importPreset(editor, chosen);
            currentTarget.value = '';
          }}
        />
        <div className={styles['foot']}>
          <p className={styles['fine']}>A preset’s file is a recipe: batch and command line take it too.</p>
          <Button onClick={() => { file.current?.click(); }}>Add from a file…</Button>
        </div>
      </div>
    </DialogFrame>
  );
}
