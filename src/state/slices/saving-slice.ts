/** A save under way. */
export interface SavingSlice {
  readonly running: { readonly phase: 'rendering' | 'writing'; readonly fileName: string; readonly controller: AbortController } | undefined;
}
