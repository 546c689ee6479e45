import { ImagePlus, X } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { ReferenceSettings } from '../../edit/face-edit.ts';
import { chooseReference, followFace, removeReference, setReferenceStrength } from '../../state/commands/edit-reference.ts';
import { facesAcross, manifestOf, selectedFace } from '../../state/face-selectors.ts';
import { referenceInput, referenceRead } from '../../state/reference-selectors.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { Button } from '../controls/Button.tsx';
import { classNames } from '../controls/class-names.ts';
import { IconButton } from '../controls/IconButton.tsx';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import card from './Card.module.css';
import { FaceThumb } from './FaceThumb.tsx';
import { ReferenceCrop } from './ReferenceCrop.tsx';
import { ReferenceParts } from './ReferenceParts.tsx';
import styles from './ReferenceCard.module.css';

const STRENGTH_RANGE = [0, 1.5] as const;

/** Another face that edits are to be like: dropped, chosen, or another one of the picture. */
export function ReferenceCard(): ReactNode {
  const editor = useEditor();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const reference = useEditorState((state) => selectedFace(state)?.reference);
  const canChoose = useEditorState((state) => selectedFace(state) !== undefined);
  const isArriving = useEditorState(({ faces }) => faces.arriving !== undefined);
  const isMove = useEditorState((state) => manifestOf(state)?.domains.kind === 'named');
  const take = (file: File | undefined): void => { if (file && canChoose) void chooseReference(editor, { name: file.name || 'pasted', blob: file }); };
  const choose = (): void => { input.current?.click(); };
  return (
    <section
      className={classNames(card['card'], styles['card'])} aria-label={panelText().likeThis} data-over={isOver} data-changed={reference !== undefined}
      onDragOver={() => { setOver(canChoose); }} onDragLeave={() => { setOver(false); }}
      onDrop={(event) => {
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (!file || !canChoose) return;
        event.preventDefault();
        take(file);
      }}
    >
      <div className={card['head']}>
        <h2 className={card['title']}>{panelText().likeThis}</h2>
        {reference && <ReferenceStrengthField strength={reference.strength} />}
      </div>
      {reference ? <Chosen reference={reference} isArriving={isArriving} onChoose={choose} /> : (
        <>
          <p className={card['note']}>{isMove ? panelText().pictureLeads : panelText().faceLeads}</p>
          <div className={styles['start']}>
            <Button disabled={!canChoose || isArriving} onClick={choose}><ImagePlus size={14} />{isArriving ? panelText().lookingForFace : panelText().choosePicture}</Button>
            {canChoose && !isArriving && <span className={styles['aside']}>{panelText().orDropHere}</span>}
          </div>
          <OtherFaces />
        </>
      )}
      <input
        ref={input} type="file" accept="image/*,.heic,.heif" hidden aria-label={panelText().referencePicture}
        onChange={(event) => { const [file] = event.currentTarget.files ?? []; event.currentTarget.value = ''; take(file); }}
      />
    </section>
  );
}

function ReferenceStrengthField({ strength }: { readonly strength: number }): ReactNode {
  const editor = useEditor();
  const isMove = useEditorState((state) => manifestOf(state)?.domains.kind === 'named');
  if (isMove) return null;
  return <PercentField label={panelText().percentOf({ title: panelText().likeThis })} value={strength} range={STRENGTH_RANGE} isDisabled={false} isChanged={strength !== 0} onChange={(to) => { setReferenceStrength(editor, to); }} />;
}

/** The other faces of the picture, each of which may lead. */
function OtherFaces(): ReactNode {
  const editor = useEditor();
  const picture = useEditorState((state) => state.picture.open);
  const others = useEditorState((state) => facesAcross(state).filter((face) => face !== selectedFace(state)));
  const all = useEditorState(facesAcross);
  if (!picture || others.length === 0) return null;
  return (
    <div className={styles['faces']} role="group" aria-label={panelText().mayLead}>
      {others.map((face) => (
        <button key={face.id} type="button" className={styles['face']} aria-label={panelText().likeFace({ number: all.indexOf(face) + 1 })} onClick={() => { followFace(editor, face); }}>
          <FaceThumb square={face.square} picture={picture} />
        </button>
      ))}
    </div>
  );
}

interface ChosenProps {
  readonly reference: ReferenceSettings;
  readonly isArriving: boolean;
  readonly onChoose: () => void;
}

/** The reference, what is taken from it, how far, and where its picture is kept. */
function Chosen({ reference, isArriving, onChoose }: ChosenProps): ReactNode {
  const editor = useEditor();
  const isMove = useEditorState((state) => manifestOf(state)?.domains.kind === 'named');
  const crop = useEditorState((state) => referenceRead(state, reference)?.result?.crop);
  const note = useEditorState((state) => {
    if (referenceInput(state, reference) === undefined) return panelText().referenceGone;
    const kept = state.view.preferences.keepsSessions ? panelText().keptWithSession : panelText().keptInTab;
    const where = reference.pictureId === state.document.pictureId ? panelText().faceOfThis : kept;
    return isMove ? panelText().strengthSays({ note: where }) : where;
  });
  const change = (to: number): void => { setReferenceStrength(editor, to); };
  return (
    <>
      <div className={styles['chosen']}>
        <ReferenceCrop crop={crop} name={reference.name} />
        <div className={styles['about']}>
          <span className={styles['name']}>{reference.name}</span>
          <Button className={styles['again']} disabled={isArriving} onClick={onChoose}>{isArriving ? panelText().lookingForFace : panelText().anotherPicture}</Button>
        </div>
        <IconButton label={panelText().removeReference} onClick={() => { removeReference(editor); }}><X size={15} /></IconButton>
      </div>
      {!isMove && (
        <>
          <LevelSlider label={panelText().reference} level={reference.strength} range={STRENGTH_RANGE} source={0} ends={[panelText().thisFace, panelText().theReference]} isDisabled={false} onChange={change} onReset={() => { change(1); }} />
          <ReferenceParts reference={reference} />
        </>
      )}
      <p className={card['note']}>{note}</p>
    </>
  );
}
