import type { ReactNode } from 'react';
import { setDetail } from '../../state/commands/edit-detail.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { panelText } from '../../text/panel.ts';
import { LevelSlider } from '../controls/LevelSlider.tsx';
import { PercentField } from '../controls/PercentField.tsx';
import card from './Card.module.css';
import styles from './DetailCard.module.css';

const RANGE = [0, 1] as const;

/** How much of the rendered face comes into the picture, beside the change. */
export function DetailCard(): ReactNode {
  const editor = useEditor();
  const detail = useEditorState(({ document }) => document.detail);
  const title = panelText().smoothing;
  const change = (value: number): void => { setDetail(editor, value); };
  return (
    <section className={card['card']} aria-label={title}>
      <div className={card['head']}>
        <h2 className={card['title']}>{title}</h2>
        <PercentField label={panelText().percentOf({ title })} value={detail} range={RANGE} isDisabled={false} isChanged={detail !== 0} onChange={change} />
      </div>
      <LevelSlider
        label={title} level={detail} range={RANGE} source={0} ends={[panelText().photosDetail, panelText().models]} isDisabled={false}
        onChange={change} onReset={() => { change(0); }}
      />
      <p className={styles['hint']}>
        {detail === 0 ? panelText().addsOnly : panelText().takesDetail}
      </p>
    </section>
  );
}
