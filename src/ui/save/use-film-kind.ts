import { useEffect, useState } from 'react';
import type { FilmKind } from '../../bridge/moving-picture.ts';
import { filmKindOf } from '../../state/commands/save-strip.ts';

/** The kind of film that this browser writes at a size; undefined while that is not known, and where it writes none. */
export function useFilmKind(widthPx: number, heightPx: number): FilmKind | undefined {
  const [known, setKnown] = useState<FilmKind>();
  useEffect(() => {
    let isWanted = true;
    void filmKindOf({ widthPx, heightPx }).then((kind) => { if (isWanted) setKnown(kind); });
    return () => { isWanted = false; };
  }, [widthPx, heightPx]);
  return known;
}
