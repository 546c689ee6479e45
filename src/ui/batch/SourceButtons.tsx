import { FolderOpen, Images } from 'lucide-react';
import { useRef, type ReactNode } from 'react';
import { chooseSourceFolder, takePickedFiles } from '../../state/batch/commands/set-source.ts';
import { useBatch } from '../../state/batch/page-batch.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { batchText } from '../../text/batch.ts';
import { Button } from '../controls/Button.tsx';
import styles from './SetupPanel.module.css';

/** Asks for a folder instead of files; React does not type it. */
const FOLDERS = { webkitdirectory: '' };

/** Where the pictures come from. */
export function SourceButtons({ models, isDisabled = false }: { readonly models: readonly ModelChoice[]; readonly isDisabled?: boolean }): ReactNode {
  const batch = useBatch();
  const folder = useRef<HTMLInputElement>(null);
  const files = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    const list = [...(input.files ?? [])];
    // The same folder may be chosen again.
    input.value = '';
    if (list.length > 0) void takePickedFiles(batch, list, models);
  };
  const chooseFolder = (): void => {
    if (batch.canPickFolders) void chooseSourceFolder(batch, models);
    else folder.current?.click();
  };
  return (
    <div className={styles['buttons']}>
      <Button disabled={isDisabled} onClick={chooseFolder}><FolderOpen size={15} />{batchText().chooseFolder}</Button>
      <Button disabled={isDisabled} onClick={() => { files.current?.click(); }}><Images size={15} />{batchText().filesOrZip}</Button>
      <input ref={folder} type="file" {...FOLDERS} hidden aria-label={batchText().folderOfPictures} onChange={(event) => { take(event.currentTarget); }} />
      <input ref={files} type="file" multiple accept="image/*,.zip" hidden aria-label={batchText().picturesOrZip} onChange={(event) => { take(event.currentTarget); }} />
    </div>
  );
}
