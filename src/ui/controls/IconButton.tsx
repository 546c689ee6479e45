import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { Hint } from './Hint.tsx';
import styles from './IconButton.module.css';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  readonly label: string;
  readonly keys?: string | undefined;
  /** Set for a button that stays pressed. */
  readonly isPressed?: boolean | undefined;
  readonly hintSide?: 'top' | 'bottom' | undefined;
  readonly children: ReactNode;
}

/** A button with an icon alone, named for everybody by its hint. */
export function IconButton({ label, keys, isPressed, hintSide, className, children, ...rest }: IconButtonProps): ReactNode {
  return (
    <Hint text={label} keys={keys} side={hintSide}>
      <button type="button" aria-label={label} aria-pressed={isPressed} className={classNames(styles['button'], className)} {...rest}>
        {children}
      </button>
    </Hint>
  );
}
