import type { PlainValue } from '../checkpoint/checkpoint.ts';
import type { BundleManifest } from './manifest.ts';

/** What the training measured about itself: every number in the checkpoint's `meta.metrics`. */
export function qualityOfMeta(meta: PlainValue | undefined): BundleManifest['quality'] {
  const metrics = recordOf(recordOf(meta)['metrics']);
  const rows = Object.entries(metrics).flatMap(([name, value]) => (typeof value === 'number' ? [{ name, value, unit: '' }] : []));
  return rows.length === 0 ? undefined : { measuredBy: 'the training itself (meta.metrics of the checkpoint)', rows };
}

function recordOf(value: PlainValue | undefined): { readonly [key: string]: PlainValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value as { readonly [key: string]: PlainValue } : {};
}
