import { Dices } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { setLatentSeed } from '../../state/commands/edit-domain.ts';
import { useEditor } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { IconButton } from '../controls/IconButton.tsx';
import styles from './DomainCard.module.css';

/** Looks that the dice roll: as many as a person can tell a number of. */
const ROLLED_SEEDS = 10_000;
const MOST_SEED = 2 ** 31 - 1;

interface LookRowProps {
  readonly seed: number;
  /** Title of the domain that is moved to. */
  readonly domain: string;
  readonly isDisabled: boolean;
}

/** Which of a domain's looks is taken: by its number, or another one by the dice. */
export function LookRow({ seed, domain, isDisabled }: LookRowProps): ReactNode {
  const editor = useEditor();
  const [draft, setDraft] = useState<string>();
  const take = (): void => {
    setDraft(undefined);
    const typed = Number(draft);
    if (draft !== undefined && draft.trim() !== '' && Number.isInteger(typed) && typed >= 0 && typed <= MOST_SEED && typed !== seed) setLatentSeed(editor, typed);
  };
  return (
    <div className={styles['look']}>
      <label className={styles['lookLabel']}>
        {panelText().look}
        <input
          className={styles['seed']} inputMode="numeric" autoComplete="off" aria-label={panelText().lookNumber} disabled={isDisabled} value={draft ?? String(seed)}
          onChange={(event) => { setDraft(event.currentTarget.value); }} onBlur={take}
          onKeyDown={(event) => { if (event.key === 'Enter') take(); else if (event.key === 'Escape') setDraft(undefined); }}
        />
      </label>
      <IconButton label={panelText().another({ domain: domain.toLowerCase() })} disabled={isDisabled} onClick={() => { setLatentSeed(editor, Math.floor(Math.random() * ROLLED_SEEDS)); }}><Dices size={17} /></IconButton>
    </div>
  );
}
