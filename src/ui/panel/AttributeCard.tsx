import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
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
  const change = (to: number): void => { setLevel(editor, id, to, { joinsRecent: true }); };
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
      {beside && <p className={styles['note']}>{panelText().onlyWhere({ title: beside.title.toLowerCase(), off: beside.off })}</p>}
      {isFollowing && <p className={styles['note']}>{panelText().followsReference}</p>}
    </section>
  );
}
