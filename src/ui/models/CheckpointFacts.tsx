import type { ReactNode } from 'react';
import { formatCount } from '../../state/format.ts';
import type { CheckpointInspection } from '../../library/library-protocol.ts';
import { Facts } from './Facts.tsx';
import { formatTitle } from './model-texts.ts';

/** What was recognised in a checkpoint. */
export function CheckpointFacts({ inspection }: { readonly inspection: CheckpointInspection }): ReactNode {
  const { architecture, format, imageSizePx, domainCount, parameters, usedKeys, skippedKeys, hasHighPassSkips, hasClassifier } = inspection;
  return (
    <Facts
      facts={[
        ['Model', architecture],
        ['Format', formatTitle(format)],
        ['Image size', `${imageSizePx} × ${imageSizePx} px`],
        ['Domains', formatCount(domainCount)],
        ['Parameters', formatCount(parameters)],
        ['Keys', `${formatCount(usedKeys)} used, ${formatCount(skippedKeys)} skipped`],
        ['Landmark masks', hasHighPassSkips ? 'Yes' : 'No'],
        ['Classifier', hasClassifier ? 'Yes' : 'No: you will be asked'],
      ]}
    />
  );
}
