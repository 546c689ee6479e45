import { Switch } from 'radix-ui';
import type { ReactNode } from 'react';
import { setPreferences } from '../../state/commands/preferences.ts';
import { showDialog } from '../../state/commands/view.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { stageText } from '../../text/stage.ts';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import switchStyles from '../controls/Switch.module.css';
import { COMMANDS, type Command } from '../commands/command-table.ts';
import styles from './ShortcutsDialog.module.css';

/** What no key table holds: keys of the control that has the focus, and of the pointer. */
const gestures = (): readonly { readonly title: string; readonly keys: readonly string[] }[] => [
  { title: stageText().stepSlider, keys: ['← →', 'Shift ← →'] },
  { title: stageText().resetSlider, keys: [stageText().doubleClick] },
  { title: stageText().moveFrame, keys: ['← ↑ → ↓', '+ −', '[ ]'] },
  { title: stageText().zoomAtPointer, keys: [stageText().wheel, stageText().pinch] },
  { title: stageText().pan, keys: [stageText().drag, stageText().spaceDrag] },
];

function Row({ title, keys }: { readonly title: string; readonly keys: readonly string[] }): ReactNode {
  return (
    <div className={styles['row']}>
      <dt>{title}</dt>
      <dd className={styles['keys']}>{keys.map((key) => <kbd key={key}>{key}</kbd>)}</dd>
    </div>
  );
}

/** The list of keys. */
export function ShortcutsDialog(): ReactNode {
  const editor = useEditor();
  const hasSingleKeys = useEditorState(({ view }) => view.preferences.hasSingleKeys);
  const { redoAgain, ...listed } = COMMANDS;
  return (
    <DialogFrame title={stageText().shortcuts} description={stageText().withoutMouse} onClose={() => { showDialog(editor, undefined); }}>
      <dl>
        {Object.entries<Command>(listed).map(([id, { title, keys }]) => keys !== undefined && <Row key={id} title={title} keys={id === 'redo' ? [keys, redoAgain.keys] : [keys]} />)}
        {gestures().map((gesture) => <Row key={gesture.title} {...gesture} />)}
      </dl>
      <label className={styles['choice']}>
        {stageText().singleKeys}
        <Switch.Root className={switchStyles['switch']} checked={hasSingleKeys} onCheckedChange={(isOn) => { setPreferences(editor, { hasSingleKeys: isOn }); }}>
          <Switch.Thumb className={switchStyles['thumb']} />
        </Switch.Root>
      </label>
    </DialogFrame>
  );
}
