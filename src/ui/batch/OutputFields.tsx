import { useState, type ReactNode } from 'react';
import { expectTemplate, renderName } from '../../batch/naming.ts';
import { extensionOf, OUTPUT_FORMATS, titleOf } from '../../core/picture-formats.ts';
import { recipeAttributes, type Recipe } from '../../batch/recipe.ts';
import { batchText } from '../../text/batch.ts';
import { Segmented } from '../controls/Segmented.tsx';
import { MetadataFields } from '../save/MetadataFields.tsx';
import { QualitySlider } from '../save/QualitySlider.tsx';
import styles from './SetupPanel.module.css';

const FORMATS = OUTPUT_FORMATS.map((value) => ({ value, title: titleOf(value) }));

interface OutputFieldsProps {
  readonly recipe: Recipe;
  readonly isLocked: boolean;
  readonly onChange: (change: Partial<Recipe>) => void;
}

function problemOf(template: string): string | undefined {
  try {
    expectTemplate(template);
    return undefined;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}

/** How the results are written and what they are called. */
export function OutputFields({ recipe, isLocked, onChange }: OutputFieldsProps): ReactNode {
  const { output, metadata, naming } = recipe;
  const [typed, setTyped] = useState<string>();
  const template = typed ?? naming;
  const problem = problemOf(template);
  const example = problem === undefined ? renderName(template, { name: batchText().exampleName, attrs: recipeAttributes(recipe), ext: extensionOf(output.format) }) : '';
  return (
    <section className={styles['card']}>
      <Segmented label={batchText().format} value={output.format} options={FORMATS} isDisabled={isLocked} onChange={(format) => { onChange({ output: { ...output, format } }); }} />
      {output.format !== 'png' && <QualitySlider percent={Math.round(output.quality * 100)} isDisabled={isLocked} onChange={(percent) => { onChange({ output: { ...output, quality: percent / 100 } }); }} />}
      <MetadataFields choice={metadata} hasLocation isDisabled={isLocked} onChange={(choice) => { onChange({ metadata: choice }); }} />
      <label className={styles['field']}>
        <span className={styles['label']}>{batchText().fileNames}</span>
        <input
          className={styles['input']} value={template} aria-invalid={problem !== undefined} spellCheck={false} autoComplete="off"
          onChange={(event) => {
            const { value } = event.currentTarget;
            setTyped(value);
            if (problemOf(value) === undefined) onChange({ naming: value });
          }}
          onBlur={() => { setTyped(undefined); }}
        />
        {problem === undefined ? <span className={styles['fact']}>{example}</span> : <span className={styles['bad']}>{problem}</span>}
      </label>
    </section>
  );
}
