import type { Editor } from '../editor.ts';

/** Looks for faces once more where the first look failed. */
export function lookAgain({ store }: Editor): void {
  store.setState(({ faces, picture: { open } }) => ({
    faces: { ...faces, searches: Object.fromEntries(Object.entries(faces.searches).filter(([pictureId]) => pictureId !== open?.pictureId)) },
  }));
}
