import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, useState, type ReactNode } from 'react';
import { showDialog } from '../../state/commands/view.ts';
import { useEditor } from '../../state/use-editor.ts';
import { paletteText } from '../../text/palette.ts';
import frame from '../controls/DialogFrame.module.css';
import styles from './CommandPalette.module.css';
import { GROUPS, paletteEntries, type PaletteEntry } from './palette-entries.ts';

/** Every command by its name: what is typed need not be all of it, nor in one piece. */
export function CommandPalette(): ReactNode {
  const editor = useEditor();
  const [entries] = useState(() => paletteEntries(editor));
  const chosen = useRef<PaletteEntry>(undefined);
  const close = (): void => { showDialog(editor, undefined); };
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) close(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className={frame['veil']} />
        <Dialog.Content
          className={styles['frame']} aria-describedby={undefined}
          // The keyboard goes back first: a dialog that the command opens returns it there too, and a command may want it elsewhere.
          onCloseAutoFocus={() => { setTimeout(() => { chosen.current?.run(editor); }); }}
          onKeyDown={(event) => {
            if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
            event.preventDefault();
            close();
          }}
        >
          <Dialog.Title className={styles['title']}>{paletteText().title}</Dialog.Title>
          <Command label={paletteText().title} vimBindings={false} loop>
            <label className={styles['search']}>
              <Search size={16} />
              <Command.Input className={styles['input']} placeholder={paletteText().hint} />
            </label>
            <Command.List className={styles['list']} label={paletteText().title}>
              <Command.Empty className={styles['nothing']}>{paletteText().nothing}</Command.Empty>
              {GROUPS.map((group) => (
                <Command.Group key={group} className={styles['group']} heading={paletteText()[group]}>
                  {entries.filter((entry) => entry.group === group).map((entry) => (
                    <Command.Item key={entry.id} className={styles['item']} value={entry.id} keywords={[entry.title]} onSelect={() => { chosen.current = entry; close(); }}>
                      {entry.title}
                      {entry.keys !== undefined && <kbd className={styles['keys']}>{entry.keys}</kbd>}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
