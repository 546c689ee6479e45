import { RotateCcw } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { say } from '../../state/announcement.ts';
import { correctSource, resetLevel, setLevel } from '../../state/commands/edit-levels.ts';
import { attributeLevel, besideIn, needsSource, selectedFace, sourceStatus } from '../../state/face-selectors.ts';
import { isLed } from '../../state/reference-selectors.ts';
import type { BundleAttribute } from '../../l2m/manifest.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { worded } from '../../text/model-words.ts';
import { IconButton } from '../controls/IconButton.tsx';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import styles from './Card.module.css';
import { SourceMenu } from './SourceMenu.tsx';
import { SourceQuestion } from './SourceQuestion.tsx';

interface AttributeCardProps {
  readonly attribute: BundleAttribute;
}

function ownText(name: string): string {
  return panelText().countsAlready({ name });
}

/** One attribute: which of its two values, how much of it, and what the source is. */
export function AttributeCard({ attribute }: AttributeCardProps): ReactNode {
  const editor = useEditor();
  const status = useEditorState((state) => attributeLevel(state, attribute.id));
  const { id, title, off, on, levelRange } = attribute;
  const isAsked = useEditorState((state) => needsSource(state, attribute.id));
  // Until the face is read its source counts as 0, which is nothing to show anybody.
  const isSourceKnown = useEditorState((state) => {
    const seen = sourceStatus(state, attribute.id);
    return seen !== undefined && (seen.isCorrected || seen.detected !== undefined);
  });
  const isFollowing = useEditorState((state) => { const face = selectedFace(state); return face !== undefined && isLed(state, face, attribute.id); });
  const beside = worded(useEditorState((state) => besideIn(state, attribute)));
  const level = isFollowing || beside ? undefined : status?.level;
  const isChanged = level !== undefined && level !== status?.source;
  // Whose own end was asked for: nothing changes then, and the photo itself does not say why.
  const [inVain, setInVain] = useState<string>();
  const faceId = useEditorState((state) => (state.view.isEditingAll && state.document.faces.length > 1 ? undefined : selectedFace(state)?.id));
  const isInVain = inVain !== undefined && inVain === faceId && !isChanged && (level === 0 || level === 1);
  const change = (to: number): void => {
    const isOwn = isSourceKnown && faceId !== undefined && to === level && to === status?.source;
    setInVain(isOwn ? faceId : undefined);
    if (isOwn) say(editor.store, ownText(to === 0 ? off : on));
    setLevel(editor, id, to, { joinsRecent: true });
  };
  return (
    <section className={styles['card']} aria-label={title} data-changed={isChanged}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{title}</h2>
        {isChanged && (
          <IconButton label={panelText().reset({ title })} className={styles['reset']} onClick={() => { resetLevel(editor, id); }}><RotateCcw size={13} /></IconButton>
        )}
        {!isAsked && <PercentField label={panelText().percentOf({ title })} value={level} range={levelRange} isDisabled={false} isChanged={isChanged} onChange={change} />}
      </div>
      {isAsked ? (
        <SourceQuestion
          question={panelText().isThisFace({ off, on })} answers={[off, on]}
          onAnswer={(value) => { correctSource(editor, id, value === 0 ? 0 : 1); }}
        />
      ) : (
        <>
          <LevelSlider
            label={title} level={level} range={levelRange} source={isSourceKnown && level !== undefined ? status?.source : undefined} ends={[off, on]} isDisabled={false}
            onChange={change} onReset={() => { resetLevel(editor, id); }}
          />
          <SourceMenu attribute={attribute} />
        </>
      )}
      {isInVain && (
        <p className={styles['note']}>
          {ownText(level === 0 ? off : on)}{' '}
          <button type="button" className={styles['action']} onClick={() => { setInVain(undefined); correctSource(editor, id, level === 0 ? 1 : 0); }}>{panelText().itIs({ name: level === 0 ? on : off })}</button>
        </p>
      )}
      {beside && <p className={styles['note']}>{panelText().onlyWhere({ title: beside.title.toLowerCase(), off: beside.off })}</p>}
      {isFollowing && <p className={styles['note']}>{panelText().followsReference}</p>}
    </section>
  );
}
