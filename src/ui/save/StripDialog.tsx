import { useState, type ReactNode, type SubmitEvent } from 'react';
import { MOST_FRAMES } from '../../edit/frames.ts';
import { cancelSave } from '../../state/commands/save-to-file.ts';
import { motionSize, previewStrip, saveMotion, saveStrip } from '../../state/commands/save-strip.ts';
import { showDialog } from '../../state/commands/view.ts';
import { stripChoices, suggestedStripName, sweepOf } from '../../state/strip.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { DialogFrame } from '../controls/DialogFrame.tsx';
import { Segmented } from '../controls/Segmented.tsx';
import { NumberField } from './NumberField.tsx';
import styles from './SaveDialog.module.css';
import { SaveFooter } from './SaveFooter.tsx';
import { SheetPreview } from './SheetPreview.tsx';
import { useFilmKind } from './use-film-kind.ts';

const SIZES = [{ value: '128', title: '128 px' }, { value: '256', title: '256 px' }, { value: '512', title: '512 px' }] as const;
const REGIONS = [{ value: 'face', title: 'The face' }, { value: 'picture', title: 'The whole picture' }] as const;
const MEDIA = [{ value: 'png', title: 'Strip' }, { value: 'gif', title: 'GIF' }] as const;
const FILM = { value: 'film', title: 'Film' } as const;
const HINTS = { png: 'All frames in a row, as one PNG with their levels above.', gif: 'Moves wherever pictures do; 256 colours a frame.', film: 'All colours, and smaller than a GIF.' };

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
    if (medium === 'png') void saveStrip(editor, { ...options, title: choice.id === undefined ? 'Edit' : choice.title });
    else if (medium === 'gif') void saveMotion(editor, { ...options, as: 'gif', seconds, goesBack });
    else if (film) void saveMotion(editor, { ...options, as: film, seconds, goesBack });
  };
  return (
    <DialogFrame title="Strip or moving picture" description="The selected face, step by step" isWide onClose={close}>
      <form className={styles['form']} onSubmit={submit}>
        <div className={styles['field']}>
          <Segmented label="Saved as" value={medium} options={film ? [...MEDIA, FILM] : MEDIA} isDisabled={isRunning} onChange={setMedium} />
          <p className={styles['hint']}>{medium === 'film' && film ? `${HINTS.film} Written as ${film.extension === 'mp4' ? 'MP4' : 'WebM'}, which is what this browser can.` : HINTS[medium]}</p>
        </div>
        <fieldset className={styles['rows']} disabled={isRunning}>
          <legend className={styles['label']}>Goes through</legend>
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
              <NumberField label="From" unit="%" value={Math.round(from * 100)} range={[choice.range[0] * 100, choice.range[1] * 100]} isDisabled={isRunning} onChange={(percent) => { setLevels([percent / 100, to]); }} />
              <NumberField label="To" unit="%" value={Math.round(to * 100)} range={[choice.range[0] * 100, choice.range[1] * 100]} isDisabled={isRunning} onChange={(percent) => { setLevels([from, percent / 100]); }} />
            </>
          )}
          <NumberField label="Frames" value={count} range={[2, MOST_FRAMES]} isDisabled={isRunning} onChange={(value) => { setCount(Math.round(value)); }} />
          {medium !== 'png' && <NumberField label="One way takes" unit="s" value={seconds} range={[0.2, 20]} isDisabled={isRunning} onChange={setSeconds} />}
        </div>
        {medium !== 'png' && (
          <div className={styles['field']}>
            <Segmented label="Shows" value={region} options={REGIONS} isDisabled={isRunning} onChange={setRegion} />
            <label className={styles['check']}><input type="checkbox" checked={goesBack} disabled={isRunning} onChange={(event) => { setGoesBack(event.currentTarget.checked); }} />There and back, so that it goes round without a jump</label>
          </div>
        )}
        <div className={styles['field']}>
          <span className={styles['label']}>{medium === 'png' ? 'Each picture' : 'Height'}</span>
          <Segmented label="Size" value={size} options={SIZES} isDisabled={isRunning} onChange={setSize} />
        </div>
        {sweep && !isRunning && (
          <SheetPreview
            of={JSON.stringify({ sweep, count: Math.min(count, MOST_PREVIEWED) })} alt="The frames as they will be"
            make={(signal) => previewStrip(editor, { sweep, count: Math.min(count, MOST_PREVIEWED), sizePx: 96, region: 'face', title: '' }, signal)}
          />
        )}
        <SaveFooter title={medium === 'png' ? 'Save PNG' : medium === 'gif' ? 'Save GIF' : `Save ${film?.extension === 'webm' ? 'WebM' : 'MP4'}`} canSave={canSave} obstacle="Reading the face" onClose={close} />
      </form>
    </DialogFrame>
  );
}
