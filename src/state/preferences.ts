import { OUTPUT_FORMATS, type OutputFormat, type PictureFormat } from '../core/picture-formats.ts';
import { isLanguage, type LanguageChoice } from '../text/language.ts';
import type { MetadataChoice } from '../picture/saved-metadata.ts';

export type Theme = 'system' | 'light' | 'dark';

/** How a person saved last. */
export interface SavePreferences {
  /** By the format of the source: what it was saved as, where that was not what is proposed. */
  readonly formats: Readonly<Partial<Record<PictureFormat, OutputFormat>>>;
  readonly qualityPercent: number;
  readonly metadata: Omit<MetadataChoice, 'recipe'>;
  /** The edit travels with the picture, for Mien to offer again. */
  readonly keepsEdit: boolean;
}

/** What the app remembers of a person's choices between visits; nothing of their pictures. */
export interface Preferences {
  readonly theme: Theme;
  readonly language: LanguageChoice;
  /** Shortcuts of one bare key can be turned off, for speech input. */
  readonly hasSingleKeys: boolean;
  /** How a picture's pixels look where they are shown larger than the screen's. */
  readonly pixels: 'smooth' | 'crisp';
  /** Pictures and edits stay in this browser, so that a reload loses nothing. */
  readonly keepsSessions: boolean;
  readonly save: SavePreferences;
}

/** Where preferences lie; `localStorage` in the app. */
export type PreferenceStore = Pick<Storage, 'getItem' | 'setItem'>;

const FIRST_SAVE: SavePreferences = { formats: {}, qualityPercent: 92, metadata: { keepsMetadata: true, keepsLocation: true, saysAi: true }, keepsEdit: false };

export const DEFAULT_PREFERENCES: Preferences = { theme: 'system', language: 'browser', hasSingleKeys: true, pixels: 'smooth', keepsSessions: true, save: FIRST_SAVE };

export const PREFERENCES_KEY = 'mien.preferences';

/** The stored preferences; the defaults where nothing usable is stored. */
export function readPreferences(store: PreferenceStore | undefined): Preferences {
  try {
    const stored: unknown = JSON.parse(store?.getItem(PREFERENCES_KEY) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return DEFAULT_PREFERENCES;
    const theme = 'theme' in stored && (stored.theme === 'light' || stored.theme === 'dark') ? stored.theme : 'system';
    const language = 'language' in stored && isLanguage(stored.language) ? stored.language : 'browser';
    const hasSingleKeys = !('hasSingleKeys' in stored && stored.hasSingleKeys === false);
    const pixels = 'pixels' in stored && stored.pixels === 'crisp' ? 'crisp' : 'smooth';
    return { theme, language, hasSingleKeys, pixels, keepsSessions: !('keepsSessions' in stored && stored.keepsSessions === false), save: readSave('save' in stored ? stored.save : undefined) };
  } catch {
    return DEFAULT_PREFERENCES;
  }
}

/** Keeps preferences where the browser allows it; a full or forbidden store only forgets them. */
export function writePreferences(store: PreferenceStore | undefined, preferences: Preferences): void {
  try {
    store?.setItem(PREFERENCES_KEY, JSON.stringify(preferences));
  } catch {
    // Private windows may refuse: the choice then lasts as long as the page.
  }
}

/** Proposes the format that the source has; for one that is not written, the one that is nearest to it. */
export function proposedFormat(source: PictureFormat | undefined, { formats }: SavePreferences): OutputFormat {
  if (source === undefined) return 'png';
  return formats[source] ?? NEAREST[source] ?? 'png';
}

const NEAREST: Readonly<Partial<Record<PictureFormat, OutputFormat>>> = { jpeg: 'jpeg', heic: 'jpeg', avif: 'webp', webp: 'webp' };

function isFormat(value: unknown): value is OutputFormat {
  return OUTPUT_FORMATS.some((format) => format === value);
}

function readSave(stored: unknown): SavePreferences {
  if (typeof stored !== 'object' || stored === null) return FIRST_SAVE;
  const { formats, qualityPercent, metadata, keepsEdit } = stored as Partial<Record<keyof SavePreferences, unknown>>;
  const isOn = (key: keyof SavePreferences['metadata']): boolean => (metadata as Partial<MetadataChoice> | null | undefined)?.[key] !== false;
  return {
    formats: typeof formats === 'object' && formats !== null ? Object.fromEntries(Object.entries(formats).filter(([, format]) => isFormat(format))) : {},
    qualityPercent: typeof qualityPercent === 'number' && qualityPercent >= 40 && qualityPercent <= 100 ? Math.round(qualityPercent) : FIRST_SAVE.qualityPercent,
    metadata: { keepsMetadata: isOn('keepsMetadata'), keepsLocation: isOn('keepsLocation'), saysAi: isOn('saysAi') },
    keepsEdit: keepsEdit === true,
  };
}
