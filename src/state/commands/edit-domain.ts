import { domainIndices } from '../edit-document.ts';
import type { Editor } from '../editor.ts';
import { manifestOf } from '../selectors.ts';
import { withFace } from './edit-face.ts';

/** Says which of the bundle's domains the picture shows. */
export function setSourceDomain({ history }: Editor, sourceId: string): void {
  history.change('domain-source', (document) => withFace(document, (face) => ({
    ...face, domainMove: { ...face.domainMove, sourceId },
  })));
}

/** Chooses the domain to move to, in full when nothing was moved yet. */
export function setTargetDomain({ history, store }: Editor, targetId: string): void {
  const domains = manifestOf(store.getState())?.domains;
  if (domains?.kind !== 'named') return;
  const ids = domains.names.map(({ id }) => id);
  history.change('domain-target', (document) => withFace(document, (face) => {
    const sourceId = ids[domainIndices(face.domainMove, ids).source];
    const strength = face.domainMove.strength === 0 ? 1 : face.domainMove.strength;
    return { ...face, domainMove: { sourceId, targetId, strength } };
  }));
}

/** Sets how far the face moves between the two domains. */
export function setDomainStrength({ history }: Editor, strength: number, options?: { readonly joinsRecent?: boolean }): void {
  history.change('domain-strength', (document) => withFace(document, (face) => (
    face.domainMove.strength === strength ? face : { ...face, domainMove: { ...face.domainMove, strength } }
  )), options);
}
