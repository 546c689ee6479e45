import { Component, type ReactNode } from 'react';
import { failureOf } from '../../state/commands/notices.ts';
import { controlsText } from '../../text/controls.ts';
import { Failure } from './Failure.tsx';

interface Props {
  /** What could not be shown, as the message's subject: "This page". */
  readonly name: string;
  readonly children: ReactNode;
}

/** Keeps a part of the page that fails from emptying the rest; what was edited lives in the store and is untouched. */
export class ErrorBoundary extends Component<Props, { readonly thrown: unknown; readonly hasFailed: boolean }> {
  override state = { thrown: undefined as unknown, hasFailed: false };

  static getDerivedStateFromError(thrown: unknown): { thrown: unknown; hasFailed: true } {
    return { thrown, hasFailed: true };
  }

  override render(): ReactNode {
    const { thrown, hasFailed } = this.state;
    if (!hasFailed) return this.props.children;
    return <Failure title={controlsText().notShown({ name: this.props.name })} failure={failureOf(thrown)} onRetry={() => { this.setState({ thrown: undefined, hasFailed: false }); }} />;
  }
}
