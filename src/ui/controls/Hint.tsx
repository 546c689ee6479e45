import { Tooltip } from 'radix-ui';
import type { ReactNode } from 'react';
import styles from './Hint.module.css';

interface HintProps {
  readonly text: string;
  /** Keys that do the same: "Ctrl Z". */
  readonly keys?: string | undefined;
  readonly side?: 'top' | 'bottom' | undefined;
  readonly children: ReactNode;
}

/** What a control does, on hover and focus. */
export function Hint({ text, keys, side = 'bottom', children }: HintProps): ReactNode {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content className={styles['hint']} side={side} sideOffset={6} collisionPadding={8}>
          {text}
          {keys !== undefined && <kbd className={styles['keys']}>{keys}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
