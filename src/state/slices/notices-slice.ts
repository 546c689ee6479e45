export type NoticeKind = 'error' | 'info' | 'success';

/** Something said to the person; errors stay until dismissed. */
export interface Notice {
  readonly id: number;
  readonly kind: NoticeKind;
  readonly title: string;
  readonly detail: string;
}

export interface NoticesSlice {
  readonly list: readonly Notice[];
  readonly nextId: number;
}
