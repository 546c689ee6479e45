export type NoticeKind = 'error' | 'info' | 'success';

/** Something said to the person; errors stay until dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly detail: string;
  /** What a report of a failure needs, and nobody else. */
  readonly details?: string;
  /** What the person may do about it; a notice with one stays until dismissed. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface NoticesSlice {
  readonly list: readonly Notice[];
  readonly nextId: number;
}
