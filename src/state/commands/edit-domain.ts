import type { Editor } from '../editor.ts';
import { onSelected, onTargets } from './change-faces.ts';

/** Says which of the bundle's domains the selected face shows. */
export function setSourceDomain({ history, store }: Editor, sourceId: string): void {
  history.change('domain-source', onSelected(store.getState(), (face) => ({
    ...face, domainMove: { ...face.domainMove, sourceId },
  })));
}

/** Chooses the domain to move to, in full when nothing was moved yet. */
export function setTargetDomain({ history, store }: Editor, targetId: string): void {
  const state = store.getState();
  history.change('domain-target', onTargets(state, (face) => {
    const strength = face.domainMove.strength === 0 ? 1 : face.domainMove.strength;
    return { ...face, domainMove: { ...face.domainMove, targetId, strength } };
  }));
}

/** Shows another of the target domain's looks, in full when nothing was moved yet. */
export function setLatentSeed({ history, store }: Editor, seed: number): void {
  history.change('domain-seed', onTargets(store.getState(), (face) => {
    const strength = face.domainMove.strength === 0 ? 1 : face.domainMove.strength;
    return { ...face, domainMove: { ...face.domainMove, seed, strength } };
  }));
}

/** Sets how far the faces move between the two domains. */
export function setDomainStrength({ history, store }: Editor, strength: number, options?: { readonly joinsRecent?: boolean }): void {
  history.change('domain-strength', onTargets(store.getState(), (face) => (
    face.domainMove.strength === strength ? face : { ...face, domainMove: { ...face.domainMove, strength } }
  )), options);
}
