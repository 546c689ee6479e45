import { useEffect, useState, type ReactNode, type SubmitEvent } from 'react';
import { OUTPUT_FORMATS, titleOf, type OutputFormat } from '../../core/picture-formats.ts';
import { cancelSave } from '../../state/commands/save-to-file.ts';
import { rememberSave, saveName, savePicture, sourceFormat } from '../../state/commands/save-picture.ts';
import { presentRecipe } from '../../state/commands/presets.ts';
import { showDialog } from '../../state/commands/view.ts';
import { tasksToSave } from '../../state/face-tasks.ts';
import { proposedFormat } from '../../state/preferences.ts';
import { suggestedName } from '../../state/selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { Segmented } from '../controls/Segmented.tsx';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { MetadataFields } from './MetadataFields.tsx';
import { ResultPreview } from './ResultPreview.tsx';
import { QualitySlider } from './QualitySlider.tsx';
import styles from './SaveDialog.module.css';
import { SaveFooter } from './SaveFooter.tsx';
import { usePrepared } from './use-prepared.ts';

const HINTS: Readonly<Record<OutputFormat, string>> = {
  get png() { return dialogsText().pngHint; },
  get jpeg() { return dialogsText().jpegHint; },
  get webp() { return dialogsText().webpHint; },
};
const FORMATS = OUTPUT_FORMATS.map((value) => ({ value, title: titleOf(value) }));

/** Format, quality and name of the picture to save. */
export function SaveDialog(): ReactNode {
  const editor = useEditor();
  const suggestion = useEditorState(suggestedName);
  const { size, hasLocation, running, isReady } = useEditorState((state) => ({
    size: state.picture.open && dialogsText().pixels({ width: state.picture.open.widthPx, height: state.picture.open.heightPx }),
    hasLocation: state.picture.open?.hasLocation === true, running: state.saving.running, isReady: tasksToSave(state) !== undefined,
  }));
  const remembered = useEditorState(({ view }) => view.preferences.save);
  const [source, setSource] = useState<{ readonly format: Awaited<ReturnType<typeof sourceFormat>> }>();
  useEffect(() => { void sourceFormat(editor).then((known) => { setSource({ format: known }); }); }, [editor]);
  const [chosen, setChosen] = useState<OutputFormat>();
  const format = chosen ?? proposedFormat(source?.format, remembered);
  const [quality, setQuality] = useState(remembered.qualityPercent);
  const [metadata, setMetadata] = useState(remembered.metadata);
  const [keepsEdit, setKeepsEdit] = useState(remembered.keepsEdit);
  const recipe = useEditorState(presentRecipe);
  const options = { format, quality: quality / 100, metadata: { ...metadata, ...(keepsEdit && recipe !== undefined ? { recipe } : {}) } };
  const prepared = usePrepared(options, isReady && source !== undefined && running === undefined);
  const [typed, setTyped] = useState<string>();
  const stem = typed ?? suggestion;
  const close = (): void => {
    cancelSave(editor);
    showDialog(editor, undefined);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    rememberSave(editor, source?.format, { ...options, metadata, keepsEdit });
    void savePicture(editor, { stem, ...options }, prepared.take());
  };
  return (
    <DialogFrame title={dialogsText().save} description={dialogsText().ownResolution({ size: size ?? '' })} onClose={close}>
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['field']}>
          <span className={styles['label']}>{dialogsText().format}</span>
          <Segmented label={dialogsText().format} value={format} options={FORMATS} isDisabled={running !== undefined} onChange={setChosen} />
          <p className={styles['hint']}>{HINTS[format]}</p>
        </div>
        {format !== 'png' && <QualitySlider percent={quality} isDisabled={running !== undefined} onChange={setQuality} />}
        <MetadataFields choice={metadata} hasLocation={hasLocation} isDisabled={running !== undefined} onChange={setMetadata} edit={recipe === undefined ? undefined : { isKept: keepsEdit, onChange: setKeepsEdit }} />
        <label className={styles['field']}>
          <span className={styles['label']}>{dialogsText().fileName}</span>
          <span className={styles['name']}>
            <input className={styles['input']} value={stem} disabled={running !== undefined} autoComplete="off" spellCheck={false} onChange={(event) => { setTyped(event.currentTarget.value); }} />
            <span className={styles['extension']}>{saveName({ stem: 'x', format }).slice(1)}</span>
          </span>
        </label>
        <ResultPreview fileName={saveName({ stem, format })} contents={prepared.contents} />
        <SaveFooter title={dialogsText().saveKind({ kind: format.toUpperCase() })} canSave={isReady} obstacle={dialogsText().readingFace} onClose={close} />
      </form>
    </DialogFrame>
  );
}
