import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import { loadPagePart, type LoadedPart } from '../../state/load-part.ts';
import { controlsText } from '../../text/controls.ts';
import { Failure } from './Failure.tsx';

/** Parts that are fetched when they are first shown, by their names among the texts. */
type PagePart = 'batchPage' | 'brush' | 'dialogs' | 'films' | 'insight' | 'models' | 'palette' | 'variations' | 'cardReader';

interface LazyProps {
  /** Meanwhile. */
  readonly fallback?: ReactNode;
  /** The person does without it. */
  readonly onGiveUp?: () => void;
}

/**
 * A component that is fetched when it is first shown. Where it cannot be, the page around it stays, says so and offers to try
 * again: React's own lazy components keep their first failure and take the page down with it.
 */
export function lazyPart<Props extends object>(what: PagePart, load: () => Promise<ComponentType<Props>>): (props: Props & LazyProps) => ReactNode {
  return function LazyPart({ fallback = null, onGiveUp, ...props }) {
    const [loaded, setLoaded] = useState<LoadedPart<ComponentType<Props>>>();
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
      let isWanted = true;
      void loadPagePart(controlsText()[what].toLowerCase(), load).then((result) => { if (isWanted) setLoaded(result); });
      return () => { isWanted = false; };
    }, [attempt]);
    if (!loaded) return fallback;
    if ('problem' in loaded) {
      return <Failure title={controlsText().notLoaded({ name: controlsText()[what] })} failure={loaded.problem} onRetry={() => { setLoaded(undefined); setAttempt(attempt + 1); }} onClose={onGiveUp} />;
    }
    const { part: Part } = loaded;
    return <Part {...(props as unknown as Props)} />;
  };
}
