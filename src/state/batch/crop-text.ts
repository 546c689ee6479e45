import type { CropDecision } from '../../batch/crop-policy.ts';
import { batchText } from '../../text/batch.ts';

/** How a folder's faces are found, and why, in the language of the page. */
export function cropText({ policy, found }: CropDecision): string {
  if (!found) return policy === 'detect' ? batchText().foundAsAsked : batchText().wholeAsAsked;
  const words = { crops: found.crops, looked: found.looked, limit: found.limitPx };
  return policy === 'detect' ? batchText().facesLookedFor(words) : batchText().wholeAsCrops(words);
}
