import { RotateCcw } from 'lucide-react';
import type { ReactNode } from 'react';
<<<<<<< HEAD
import { correctSource, resetLevel, setLevel } from '../../state/commands/edit-levels.ts';
import { attributeLevel, needsSource, sourceStatus } from '../../state/face-selectors.ts';
=======
import { correctSource, resetLevel, setLevel, toggleAttribute } from '../../state/commands/edit-levels.ts';
import { attributeLevel, needsSource, selectedFace } from '../../state/face-selectors.ts';
import { isLed } from '../../state/reference-selectors.ts';
>>>>>>> main
import type { BundleAttribute } from '../../l2m/manifest.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
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
<<<<<<< HEAD
  // Until the face is read its source counts as 0, which is nothing to show anybody.
  const isSourceKnown = useEditorState((state) => {
    const seen = sourceStatus(state, attribute.id);
    return seen !== undefined && (seen.isCorrected || seen.detected !== undefined);
  });
  const isChanged = status !== undefined && status.level !== status.source;
=======
  const isFollowing = useEditorState((state) => { const face = selectedFace(state); return face !== undefined && isLed(state, face, attribute.id); });
  const isDisabled = status === undefined || isAsked || isFollowing;
  const { level, source } = status ?? { level: 0, source: 0 };
  const isChanged = level !== source && !isFollowing;
>>>>>>> main
  const change = (to: number): void => { setLevel(editor, id, to, { joinsRecent: true }); };
  return (
    <section className={styles['card']} aria-label={title} data-changed={isChanged}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{title}</h2>
        {isChanged && (
          <IconButton label={`Reset ${title}`} className={styles['reset']} onClick={() => { resetLevel(editor, id); }}><RotateCcw size={13} /></IconButton>
        )}
        {!isAsked && <PercentField label={`${title}, percent`} value={status?.level} range={levelRange} isDisabled={false} isChanged={isChanged} onChange={change} />}
      </div>
      {isAsked ? (
        <SourceQuestion
          question={`Is this face ${off} or ${on}?`} answers={[off, on]}
          onAnswer={(value) => { correctSource(editor, id, value === 0 ? 0 : 1); }}
        />
<<<<<<< HEAD
      ) : (
        <>
          <LevelSlider
            label={title} level={status?.level} range={levelRange} source={isSourceKnown ? status?.source : undefined} ends={[off, on]} isDisabled={false}
            onChange={change} onReset={() => { resetLevel(editor, id); }}
          />
          <SourceMenu attribute={attribute} />
        </>
      )}
=======
      ) : <SourceMenu attribute={attribute} />}
      {isFollowing && <p className={styles['note']}>Follows the reference below.</p>}
>>>>>>> main
    </section>
  );
}
