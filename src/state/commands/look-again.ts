import type { Editor } from '../editor.ts';

/** Looks for faces once more where the first look failed. */
export function lookAgain({ store }: Editor): void {
  store.setState(({ faces }) => ({ faces: { ...faces, search: undefined } }));
}
