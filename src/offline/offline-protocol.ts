/** What the page says to the service worker: that it has used these files of the app, absolute, which were fetched before it was there. */
export interface KeepMessage {
  readonly type: 'KEEP';
  readonly urls: readonly string[];
}

/** The answer, once every one of them is kept; false where one could not be. */
export type KeepAnswer = boolean;
