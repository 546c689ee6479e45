import { useState, type ReactNode, type SubmitEvent } from 'react';
import { MOST_FRAMES } from '../../edit/frames.ts';
import { cancelSave } from '../../state/commands/save-to-file.ts';
import { motionSize, previewStrip, saveMotion, saveStrip } from '../../state/commands/save-strip.ts';
import { showDialog } from '../../state/commands/view.ts';
import { stripChoices, suggestedStripName, sweepOf } from '../../state/strip.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { dialogsText } from '../../text/dialogs.ts';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { NumberField } from './NumberField.tsx';
import styles from './SaveDialog.module.css';
import { SaveFooter } from './SaveFooter.tsx';
import { SheetPreview } from './SheetPreview.tsx';
import { useFilmKind } from './use-film-kind.ts';

const SIZES = [{ value: '128', title: '128 px' }, { value: '256', title: '256 px' }, { value: '512', title: '512 px' }] as const;
const REGIONS = [{ value: 'face', get title() { return dialogsText().theFace; } }, { value: 'picture', get title() { return dialogsText().wholePicture; } }] as const;
const MEDIA = [{ value: 'png', get title() { return dialogsText().strip; } }, { value: 'gif', title: 'GIF' }] as const;
const FILM = { value: 'film', get title() { return dialogsText().film; } } as const;
const HINTS = { get png() { return dialogsText().stripHint; }, get gif() { return dialogsText().gifHint; } };

/** Frames of the preview: as many as can be told apart there. */
const MOST_PREVIEWED = 8;

/** What a strip or a moving picture of the selected face goes through, and how it will look. */
export function StripDialog(): ReactNode {
  const editor = useEditor();
  const choices = useEditorState(stripChoices);
  const isRunning = useEditorState((state) => state.saving.running !== undefined);
  const [medium, setMedium] = useState<'png' | 'gif' | 'film'>('png');
  const [chosenId, setChosenId] = useState<{ readonly id: string | undefined }>();
  const [levels, setLevels] = useState<readonly [number, number]>();
  const [count, setCount] = useState(7);
  const [size, setSize] = useState<(typeof SIZES)[number]['value']>('256');
  const [region, setRegion] = useState<'face' | 'picture'>('face');
  const [seconds, setSeconds] = useState(1.5);
  const [goesBack, setGoesBack] = useState(true);
  const frame = { region: medium === 'png' ? 'face' as const : region, sizePx: Number(size) };
  const { widthPx, heightPx } = useEditorState((state) => motionSize(state, frame));
  const film = useFilmKind(widthPx, heightPx);
  const choice = choices.find(({ id }) => chosenId && id === chosenId.id) ?? choices[0];
  const stem = useEditorState((state) => suggestedStripName(state, choice?.id));
  const [from, to] = levels ?? choice?.proposed ?? [0, 1];
  const sweep = choice && sweepOf(choice, [from, to]);
  const canSave = sweep !== undefined && (medium !== 'film' || film !== undefined);
  const close = (): void => {
    cancelSave(editor);
    showDialog(editor, undefined);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!sweep) return;
    const options = { sweep, count, ...frame, stem };
    if (medium === 'png') void saveStrip(editor, { ...options, title: choice.id === undefined ? dialogsText().edit : choice.title });
    else if (medium === 'gif') void saveMotion(editor, { ...options, as: 'gif', seconds, goesBack });
    else if (film) void saveMotion(editor, { ...options, as: film, seconds, goesBack });
  };
  const filmKind = film?.extension === 'webm' ? 'WebM' : 'MP4';
  return (
    <DialogFrame title={dialogsText().stripTitle} description={dialogsText().stepByStep} isWide onClose={close}>
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['field']}>
          <Segmented label={dialogsText().savedAs} value={medium} options={film ? [...MEDIA, FILM] : MEDIA} isDisabled={isRunning} onChange={setMedium} />
          <p className={styles['hint']}>{medium === 'film' ? dialogsText().filmHint({ kind: filmKind }) : HINTS[medium]}</p>
        </div>
        <fieldset className={styles['rows']} disabled={isRunning}>
          <legend className={styles['label']}>{dialogsText().goesThrough}</legend>
          {choices.map(({ id, title }) => (
            <label key={id ?? ''} className={styles['check']}>
              <input type="radio" name="sweep" checked={choice?.id === id} onChange={() => { setChosenId({ id }); setLevels(undefined); }} />
              {title}
            </label>
          ))}
        </fieldset>
        <div className={styles['pair']}>
          {choice?.id !== undefined && (
            <>
              <NumberField label={dialogsText().from} unit="%" value={Math.round(from * 100)} range={[choice.range[0] * 100, choice.range[1] * 100]} isDisabled={isRunning} onChange={(percent) => { setLevels([percent / 100, to]); }} />
              <NumberField label={dialogsText().to} unit="%" value={Math.round(to * 100)} range={[choice.range[0] * 100, choice.range[1] * 100]} isDisabled={isRunning} onChange={(percent) => { setLevels([from, percent / 100]); }} />
            </>
          )}
          <NumberField label={dialogsText().frames} value={count} range={[2, MOST_FRAMES]} isDisabled={isRunning} onChange={(value) => { setCount(Math.round(value)); }} />
          {medium !== 'png' && <NumberField label={dialogsText().oneWay} unit="s" value={seconds} range={[0.2, 20]} isDisabled={isRunning} onChange={setSeconds} />}
        </div>
        {medium !== 'png' && (
          <div className={styles['field']}>
            <Segmented label={dialogsText().shows} value={region} options={REGIONS} isDisabled={isRunning} onChange={setRegion} />
            <label className={styles['check']}><input type="checkbox" checked={goesBack} disabled={isRunning} onChange={(event) => { setGoesBack(event.currentTarget.checked); }} />{dialogsText().thereAndBack}</label>
          </div>
        )}
        <div className={styles['field']}>
          <span className={styles['label']}>{medium === 'png' ? dialogsText().eachPicture : dialogsText().height}</span>
          <Segmented label={dialogsText().size} value={size} options={SIZES} isDisabled={isRunning} onChange={setSize} />
        </div>
        {sweep && !isRunning && (
          <SheetPreview
            of={JSON.stringify({ sweep, count: Math.min(count, MOST_PREVIEWED) })} alt={dialogsText().framesAsWillBe}
            make={(signal) => previewStrip(editor, { sweep, count: Math.min(count, MOST_PREVIEWED), sizePx: 96, region: 'face', title: '' }, signal)}
          />
        )}
        <SaveFooter title={medium === 'png' ? dialogsText().savePng : dialogsText().saveKind({ kind: medium === 'gif' ? 'GIF' : filmKind })} canSave={canSave} obstacle={dialogsText().readingFace} onClose={close} />
      </form>
    </DialogFrame>
  );
}
