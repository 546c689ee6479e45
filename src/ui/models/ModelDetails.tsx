import type { ReactNode } from 'react';
import { formatBytes, formatCount } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import type { ModelChoice } from '../../state/model-choices.ts';
import { worded } from '../../text/model-words.ts';
import { modelsText } from '../../text/models.ts';
import { Facts, type Fact } from './Facts.tsx';
import { alignmentTitle, formatTitle, storageText } from './model-texts.ts';
import { ModelActions } from './ModelActions.tsx';
import { ModelCard } from './ModelCard.tsx';
import styles from './ModelDetails.module.css';
import { Quality } from './Quality.tsx';

function factsOf(manifest: BundleManifest): readonly Fact[] {
  const { licence, alignment, storage, hasHighPassSkips, graphs, source } = manifest;
  const domains = worded(manifest.domains);
  const parameters = Object.values(graphs).reduce((sum, graph) => sum + (graph?.parameters ?? 0), 0);
  return [
    [modelsText().licence, licence],
    [domains.kind === 'attributes' ? modelsText().attributes : modelsText().domains, domains.kind === 'attributes'
      ? domains.attributes.map(({ title, off, on }) => modelsText().attributeEnds({ title, off, on })).join(modelsText().comma)
      : domains.names.map(({ title }) => title).join(modelsText().comma)],
    [modelsText().trainedOnCrops, alignmentTitle(alignment)],
    [modelsText().landmarkMasks, hasHighPassSkips ? modelsText().yes : modelsText().no],
    [modelsText().weights, parameters > 0 ? modelsText().precisionParameters({ precision: storageText(storage), count: formatCount(parameters) }) : storageText(storage)],
    [modelsText().madeFrom, modelsText().fileFacts({ name: formatTitle(source.format), size: formatBytes(source.bytes) })],
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
        : <p className={styles['fine']}>{modelsText().notMeasured}</p>}
      <ModelCard choice={choice} />
    </div>
  );
}
