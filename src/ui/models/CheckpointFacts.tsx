import type { ReactNode } from 'react';
import { formatCount } from '../../state/format.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';
import { modelsText } from '../../text/models.ts';
import { Facts } from './Facts.tsx';
import { formatTitle } from './model-texts.ts';

/** What was recognised in a checkpoint. */
export function CheckpointFacts({ inspection }: { readonly inspection: CheckpointInspection }): ReactNode {
  const { architecture, format, imageSizePx, domainCount, parameters, usedKeys, skippedKeys, hasHighPassSkips, hasClassifier } = inspection;
  return (
    <Facts
      facts={[
        [modelsText().model, architecture],
        [modelsText().format, formatTitle(format)],
        [modelsText().imageSize, modelsText().pixels({ width: imageSizePx, height: imageSizePx })],
        [modelsText().domains, formatCount(domainCount)],
        [modelsText().parameters, formatCount(parameters)],
        [modelsText().keys, modelsText().usedSkipped({ used: formatCount(usedKeys), skipped: formatCount(skippedKeys) })],
        [modelsText().landmarkMasks, hasHighPassSkips ? modelsText().yes : modelsText().no],
        [modelsText().classifier, hasClassifier ? modelsText().yes : modelsText().noAsked],
      ]}
    />
  );
}
