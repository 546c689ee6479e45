import type { ReactNode } from 'react';
import { formatBytes } from '../../state/format.ts';
import type { BundleManifest } from '../../l2m/manifest.ts';
import { Facts } from './Facts.tsx';
import { domainsText, storageText } from './model-texts.ts';

/** What a bundle's manifest says of it. */
export function BundleFacts({ manifest, bytes }: { readonly manifest: BundleManifest; readonly bytes: number }): ReactNode {
  const { domains, imageSizePx, storage, licence } = manifest;
  return (
    <Facts
      facts={[
        [domains.kind === 'attributes' ? 'Attributes' : 'Domains', domainsText(manifest)],
        ['Image size', `${imageSizePx} × ${imageSizePx} px`],
        ['Size', formatBytes(bytes)],
        ['Weights', storageText(storage)],
        ['Licence', licence],
      ]}
    />
  );
}
