import type { ReactNode } from 'react';
import { setDetail } from '../../state/commands/edit-detail.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import card from './Card.module.css';
import styles from './DetailCard.module.css';

const TITLE = 'Smoothing';
const RANGE = [0, 1] as const;

/** How much of the rendered face comes into the picture, beside the change. */
export function DetailCard(): ReactNode {
  const editor = useEditor();
  const detail = useEditorState(({ document }) => document.detail);
  const change = (value: number): void => { setDetail(editor, value); };
  return (
    <section className={card['card']} aria-label={TITLE}>
      <div className={card['head']}>
        <h2 className={card['title']}>{TITLE}</h2>
        <PercentField label={`${TITLE}, percent`} value={detail} range={RANGE} isDisabled={false} isChanged={detail !== 0} onChange={change} />
      </div>
      <LevelSlider
        label={TITLE} level={detail} range={RANGE} source={0} ends={['photo’s detail', 'model’s']} isDisabled={false}
        onChange={change} onReset={() => { change(0); }}
      />
      <p className={styles['hint']}>
        {detail === 0 ? 'Adds only the change: pores, hair and grain stay the photo’s own.' : 'Takes the photo’s fine detail away: the face is as smooth as the model draws it.'}
      </p>
    </section>
  );
}
