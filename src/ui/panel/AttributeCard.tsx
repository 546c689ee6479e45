import { RotateCcw } from 'lucide-react';
import { Switch } from 'radix-ui';
import type { ReactNode } from 'react';
import { correctSource, resetLevel, setLevel, toggleAttribute } from '../../state/commands/edit-levels.ts';
import { attributeLevel, needsSource, selectedFace } from '../../state/face-selectors.ts';
import { isLed } from '../../state/reference-selectors.ts';
import type { BundleAttribute } from '../../l2m/manifest.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { IconButton } from '../controls/IconButton.tsx';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import switchStyles from '../controls/Switch.module.css';
import styles from './Card.module.css';
import { SourceMenu } from './SourceMenu.tsx';
import { SourceQuestion } from './SourceQuestion.tsx';

interface AttributeCardProps {
  readonly attribute: BundleAttribute;
}

/** One attribute: on or off, how much, and what the source is. */
export function AttributeCard({ attribute }: AttributeCardProps): ReactNode {
  const editor = useEditor();
  const status = useEditorState((state) => attributeLevel(state, attribute.id));
  const { id, title, off, on, levelRange } = attribute;
  const isAsked = useEditorState((state) => needsSource(state, attribute.id));
  const isFollowing = useEditorState((state) => { const face = selectedFace(state); return face !== undefined && isLed(state, face, attribute.id); });
  const isDisabled = status === undefined || isAsked || isFollowing;
  const { level, source } = status ?? { level: 0, source: 0 };
  const isChanged = level !== source && !isFollowing;
  const change = (to: number): void => { setLevel(editor, id, to, { joinsRecent: true }); };
  return (
    <section className={styles['card']} aria-label={title} data-changed={isChanged}>
      <div className={styles['head']}>
        <h2 className={styles['title']}>{title}</h2>
        {isChanged && (
          <IconButton label={`Reset ${title}`} className={styles['reset']} onClick={() => { resetLevel(editor, id); }}><RotateCcw size={13} /></IconButton>
        )}
        <PercentField label={`${title}, percent`} value={level} range={levelRange} isDisabled={isDisabled} isChanged={isChanged} onChange={change} />
        <Switch.Root
          className={switchStyles['switch']} aria-label={`${title}: ${on}`} disabled={isDisabled} checked={!isDisabled && level >= 0.5} data-changed={isChanged}
          onCheckedChange={() => { toggleAttribute(editor, id); }}
        >
          <Switch.Thumb className={switchStyles['thumb']} />
        </Switch.Root>
      </div>
      <LevelSlider
        label={title} level={level} range={levelRange} source={source} ends={[off, on]} isDisabled={isDisabled}
        onChange={change} onReset={() => { resetLevel(editor, id); }}
      />
      {isAsked ? (
        <SourceQuestion
          question={`Is this face ${off} or ${on}?`} answers={[off, on]}
          onAnswer={(value) => { correctSource(editor, id, value === 0 ? 0 : 1); }}
        />
      ) : <SourceMenu attribute={attribute} />}
      {isFollowing && <p className={styles['note']}>Follows the reference below.</p>}
    </section>
  );
}
