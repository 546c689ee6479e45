import { controlsText } from '../../text/controls.ts';
import { X } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './DialogFrame.module.css';

interface DialogFrameProps {
  readonly title: string;
  readonly description: string;
  /** Room for a form of several columns. */
  readonly isWide?: boolean;
  /** A click beside it does not close it: work would be lost. */
  readonly isFirm?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog: in the middle of a large window, from below on a phone. */
export function DialogFrame({ title, description, isWide = false, isFirm = false, onClose, children }: DialogFrameProps): ReactNode {
  const frame = useRef<HTMLDivElement>(null);
  return (
    <Dialog.Root open onOpenChange={(isOpen) => { if (!isOpen) onClose(); }}>
      <Dialog.Portal>
        <Dialog.Overlay className={styles['veil']} />
        <Dialog.Content
          className={classNames(styles['frame'], isWide && styles['wide'])}
          ref={frame} onOpenAutoFocus={(event) => {
            // The dialog itself, so that its title is read and nothing in it looks chosen.
            event.preventDefault();
            frame.current?.focus();
          }}
          onInteractOutside={(event) => { if (isFirm) event.preventDefault(); }}
        >
          <header className={styles['header']}>
            <Dialog.Title className={styles['title']}>{title}</Dialog.Title>
            <Dialog.Description className={styles['description']}>{description}</Dialog.Description>
            <Dialog.Close className={styles['close']} aria-label={controlsText().close}><X size={17} /></Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
