import { useState, type ReactNode, type SubmitEvent } from 'react';
import { cancelSave } from '../../state/commands/save-to-file.ts';
import { saveName, savePicture, type SaveFormat } from '../../state/commands/save-picture.ts';
import { showDialog } from '../../state/commands/view.ts';
import type { MetadataChoice } from '../../picture/saved-metadata.ts';
import { tasksToSave } from '../../state/face-tasks.ts';
import { suggestedName } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { Segmented } from '../controls/Segmented.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { MetadataFields } from './MetadataFields.tsx';
import { QualitySlider } from './QualitySlider.tsx';
import styles from './SaveDialog.module.css';
import { SaveFooter } from './SaveFooter.tsx';

const FORMATS: readonly { readonly value: SaveFormat; readonly title: string; readonly hint: string }[] = [
  { value: 'png', title: 'PNG', hint: 'Lossless: what was not edited stays the same to the last bit, at the original’s depth.' },
  { value: 'jpeg', title: 'JPEG', hint: 'Small, opens everywhere. Encoding changes every pixel a little; clear areas become white.' },
  { value: 'webp', title: 'WebP', hint: 'Smaller than JPEG at the same quality. Encoding changes every pixel a little.' },
];
const FIRST_QUALITY = 92;
const FIRST_METADATA: MetadataChoice = { keepsMetadata: true, keepsLocation: true, saysAi: true };

/** Format, quality and name of the picture to save. */
export function SaveDialog(): ReactNode {
  const editor = useEditor();
  const suggestion = useEditorState(suggestedName);
  const { size, hasLocation, running, isReady } = useEditorState((state) => ({
    size: state.picture.open && `${state.picture.open.widthPx} × ${state.picture.open.heightPx} px`,
    hasLocation: state.picture.open?.hasLocation === true, running: state.saving.running, isReady: tasksToSave(state) !== undefined,
  }));
  const [format, setFormat] = useState<SaveFormat>('png');
  const [quality, setQuality] = useState(FIRST_QUALITY);
  const [metadata, setMetadata] = useState(FIRST_METADATA);
  const [typed, setTyped] = useState<string>();
  const stem = typed ?? suggestion;
  const close = (): void => {
    cancelSave(editor);
    showDialog(editor, undefined);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    void savePicture(editor, { stem, format, quality: quality / 100, metadata });
  };
  return (
    <DialogFrame title="Save" description={`${size ?? ''}, the input’s own resolution`} onClose={close}>
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['field']}>
          <span className={styles['label']}>Format</span>
          <Segmented label="Format" value={format} options={FORMATS} isDisabled={running !== undefined} onChange={setFormat} />
          <p className={styles['hint']}>{FORMATS.find(({ value }) => value === format)?.hint}</p>
        </div>
        {format !== 'png' && <QualitySlider percent={quality} isDisabled={running !== undefined} onChange={setQuality} />}
        <MetadataFields choice={metadata} hasLocation={hasLocation} isDisabled={running !== undefined} onChange={setMetadata} />
        <label className={styles['field']}>
          <span className={styles['label']}>File name</span>
          <span className={styles['name']}>
            <input className={styles['input']} value={stem} disabled={running !== undefined} autoComplete="off" spellCheck={false} onChange={(event) => { setTyped(event.currentTarget.value); }} />
            <span className={styles['extension']}>{saveName({ stem: 'x', format }).slice(1)}</span>
          </span>
        </label>
        <SaveFooter title={`Save ${format.toUpperCase()}`} canSave={isReady} obstacle="Reading the face" onClose={close} />
      </form>
    </DialogFrame>
  );
}
