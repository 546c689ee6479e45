import { CircleAlert, CircleCheck, Info, X } from 'lucide-react';
import { Toast } from 'radix-ui';
import type { ReactNode } from 'react';
import { dismissNotice } from '../../state/commands/notices.ts';
import type { Notice, NoticeKind } from '../../state/slices/notices-slice.ts';
import { useEditor, useEditorState } from '../../state/use-editor.ts';
import { controlsText } from '../../text/controls.ts';
import { Button } from '../controls/Button.tsx';
import { Details } from '../controls/Details.tsx';
import styles from './Notices.module.css';

const ICONS = { error: CircleAlert, info: Info, success: CircleCheck } as const satisfies Record<NoticeKind, unknown>;
const SHOWN_MS = 7000;

function NoticeToast({ notice }: { readonly notice: Notice }): ReactNode {
  const editor = useEditor();
  const Icon = ICONS[notice.kind];
  return (
    <Toast.Root
      className={styles['notice']} data-kind={notice.kind} type={notice.kind === 'error' ? 'foreground' : 'background'}
      duration={notice.kind === 'error' || notice.action ? Number.POSITIVE_INFINITY : SHOWN_MS}
      onOpenChange={(isOpen) => { if (!isOpen) dismissNotice(editor.store, notice.id); }}
    >
      <Icon size={17} className={styles['icon']} />
      <div className={styles['words']}>
        <Toast.Title className={styles['title']}>{notice.title}</Toast.Title>
        {notice.detail !== '' && <Toast.Description className={styles['detail']}>{notice.detail}</Toast.Description>}
        {/* Not to be read aloud with the rest of it. */}
        {notice.details !== undefined && <div data-radix-toast-announce-exclude=""><Details text={notice.details} /></div>}
        {notice.action && <Toast.Action asChild altText={notice.action.label}><Button onClick={notice.action.run}>{notice.action.label}</Button></Toast.Action>}
      </div>
      <Toast.Close className={styles['close']} aria-label={controlsText().dismiss}><X size={15} /></Toast.Close>
    </Toast.Root>
  );
}

/** What the app has to say; errors stay until dismissed. */
export function Notices(): ReactNode {
  const list = useEditorState(({ notices }) => notices.list);
  return (
    <Toast.Provider label={controlsText().notice} swipeDirection="left">
      {list.map((notice) => <NoticeToast key={notice.id} notice={notice} />)}
      <Toast.Viewport className={styles['viewport']} label={controlsText().notices} />
    </Toast.Provider>
  );
}
