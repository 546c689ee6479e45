import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { modelsText } from '../../text/models.ts';
import { Facts } from './Facts.tsx';
import { domainsText, storageText } from './model-texts.ts';

/** What a bundle's manifest says of it. */
export function BundleFacts({ manifest, bytes }: { readonly manifest: BundleManifest; readonly bytes: number }): ReactNode {
  const { domains, imageSizePx, storage, licence } = manifest;
  return (
    <Facts
      facts={[
        [domains.kind === 'attributes' ? modelsText().attributes : modelsText().domains, domainsText(manifest)],
        [modelsText().imageSize, modelsText().pixels({ width: imageSizePx, height: imageSizePx })],
        [modelsText().size, formatBytes(bytes)],
        [modelsText().weights, storageText(storage)],
        [modelsText().licence, licence],
      ]}
    />
  );
}
