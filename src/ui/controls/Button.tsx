import type { ComponentProps, ReactNode } from 'react';
import styles from './Button.module.css';
import { classNames } from './class-names.ts';

interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: 'primary' | 'plain';
  readonly size?: 'normal' | 'large';
}

/** A button with words. */
export function Button({ tone = 'plain', size = 'normal', className, ...rest }: ButtonProps): ReactNode {
  return <button type="button" className={classNames(styles['button'], styles[tone], styles[size], className)} {...rest} />;
}
