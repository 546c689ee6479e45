import type { DroppedItem } from '../../bridge/dropped-items.ts';
import type { StageSize, Zoom } from '../view-transform.ts';
import type { Preferences } from '../preferences.ts';

/** A drag under way; it makes one step of history. */
export type Gesture = 'brush' | 'level' | 'square';

/** Ways to see the original beside the edit: at a line, side by side, one after the other, or as what differs. */
export const COMPARE_MODES = ['divider', 'side-by-side', 'flicker', 'difference'] as const;
export type CompareMode = (typeof COMPARE_MODES)[number];

/** How the original is compared; the position is the divider's, a share of the picture's visible width. */
export interface Comparison {
  readonly isOn: boolean;
  readonly mode: CompareMode;
  readonly position: number;
}

export const FIRST_COMPARISON: Comparison = { isOn: false, mode: 'divider', position: 0.5 };

/** What a pointer on the picture paints with. */
export interface Brush {
  readonly isOn: boolean;
  /** Whether it brings the edit back, or the original. */
  readonly isKeeping: boolean;
  /** Its diameter in sides of the face's square. */
  readonly size: number;
  /** Share of its radius over which it fades. */
  readonly feather: number;
}

export const FIRST_BRUSH: Brush = { isOn: false, isKeeping: false, size: 0.2, feather: 0.5 };

export interface ViewSlice {
  /** One picture, or folders of them. */
  readonly page: 'editor' | 'batch';
  /** A folder that was dropped on the editor, for the batch to take. */
  readonly droppedFolder: readonly DroppedItem[] | undefined;
  readonly stage: StageSize;
  readonly zoom: Zoom;
  readonly compare: Comparison;
  /** While the two take turns: whose turn it is. */
  readonly isFlickerOriginal: boolean;
  /** True while a person holds to see the original. */
  readonly isHoldingOriginal: boolean;
  readonly isFrameOn: boolean;
  /** The face that edits go to; where it is gone, or none was chosen, the first one. */
  readonly selectedFaceId: string | undefined;
  /** True while an edit goes to every face. */
  readonly isEditingAll: boolean;
  /** True while the next drag on the picture draws a face's square. */
  readonly isDrawing: boolean;
  readonly brush: Brush;
  readonly gesture: Gesture | undefined;
  readonly dialog: 'save' | 'contact-sheet' | 'strip' | 'variations' | 'shortcuts' | 'models' | 'recent' | 'presets' | 'insight' | 'palette' | undefined;
  readonly preferences: Preferences;
}
