import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { Facts, type Fact } from './Facts.tsx';
import { alignmentTitle, formatTitle, storageText } from './model-texts.ts';
import { ModelActions } from './ModelActions.tsx';
import { ModelCard } from './ModelCard.tsx';
import styles from './ModelDetails.module.css';
import { Quality } from './Quality.tsx';

function factsOf(manifest: BundleManifest): readonly Fact[] {
  const { domains, licence, alignment, storage, hasHighPassSkips, graphs, source } = manifest;
  const parameters = Object.values(graphs).reduce((sum, graph) => sum + (graph?.parameters ?? 0), 0);
  return [
    ['Licence', licence],
    [domains.kind === 'attributes' ? 'Attributes' : 'Domains', domains.kind === 'attributes'
      ? domains.attributes.map(({ title, off, on }) => `${title} (${off}, ${on})`).join(', ')
      : domains.names.map(({ title }) => title).join(', ')],
    ['Trained on crops', alignmentTitle(alignment)],
    ['Landmark masks', hasHighPassSkips ? 'Yes' : 'No'],
    ['Weights', `${storageText(storage)}${parameters > 0 ? `, ${formatCount(parameters)} parameters` : ''}`],
    ['Made from', `${formatTitle(source.format)}, ${formatBytes(source.bytes)}`],
  ];
}

/** Everything that is known of a model, and what can be done with it. */
export function ModelDetails({ choice, isUsed }: { readonly choice: ModelChoice; readonly isUsed: boolean }): ReactNode {
  const { manifest } = choice;
  return (
    <div className={styles['details']}>
      <ModelActions choice={choice} isUsed={isUsed} />
      <Facts facts={factsOf(manifest)} />
      {manifest.quality
        ? <Quality quality={manifest.quality} />
        : <p className={styles['fine']}>Nobody has measured this model’s quality yet, or its manifest does not say.</p>}
      <ModelCard choice={choice} />
    </div>
  );
}
