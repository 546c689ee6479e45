import * as v from 'valibot';
import { AppError } from '../core/app-error.ts';
import { readMask } from '../core/brush-mask.ts';

/** A text that passes a check of our own; the sentence that the check throws says what is wrong. */
export function checkedText(check: (text: string) => unknown): v.GenericSchema<string> {
  return v.pipe(v.string(), v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      check(dataset.value);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      addIssue({ message: thrown.message });
    }
  }));
}

/** A brush's mask as recipes and sessions keep it. */
export const maskSchema = checkedText(readMask);
