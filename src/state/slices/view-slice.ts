import type { StageSize, Zoom } from '../view-transform.ts';
import type { Preferences } from '../preferences.ts';

/** A drag under way; it makes one step of history. */
export type Gesture = 'level' | 'square';

export interface ViewSlice {
  /** One picture, or folders of them. */
  readonly page: 'editor' | 'batch';
  readonly stage: StageSize;
  readonly zoom: Zoom;
  /** The before/after divider; its position is a share of the picture's visible width. */
  readonly split: { readonly isOn: boolean; readonly position: number };
  /** True while a person holds to see the original. */
  readonly isHoldingOriginal: boolean;
  readonly isFrameOn: boolean;
  /** The face that edits go to; where it is gone, or none was chosen, the first one. */
  readonly selectedFaceId: string | undefined;
  /** True while an edit goes to every face. */
  readonly isEditingAll: boolean;
  /** True while the next drag on the picture draws a face's square. */
  readonly isDrawing: boolean;
  readonly gesture: Gesture | undefined;
  readonly dialog: 'save' | 'contact-sheet' | 'shortcuts' | 'models' | 'recent' | 'presets' | 'insight' | undefined;
  readonly preferences: Preferences;
}
