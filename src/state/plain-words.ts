import { plainWordsText } from '../text/plain-words.ts';
import { inWords } from '../text/sentences.ts';

/** Name of a sentence among the texts. */
type Words = { [Key in keyof ReturnType<typeof plainWordsText>]: ReturnType<typeof plainWordsText>[Key] extends string ? Key : never }[keyof ReturnType<typeof plainWordsText>];

/** What a failure is to a person, by its code; one that ends in "-" holds for every code that begins so. */
const WORDS: readonly (readonly [code: string, words: Words])[] = [
  ['picture-empty', 'pictureEmpty'],
  ['picture-unreadable', 'pictureUnreadable'],
  ['picture-unsupported', 'pictureUnsupported'],
  ['picture-too-large', 'pictureTooLarge'],
  ['picture-cut-short', 'notWhole'],
  ['picture-closed', 'pictureClosed'],
  ['canvas-failed', 'noMemory'],
  ['out-of-memory', 'noMemory'],
  ['decoder-failed', 'decoderFailed'],
  ['encode-too-large', 'encodeTooLarge'],
  ['encode-', 'encode'],
  ['codec-hung', 'codecHung'],
  ['codec-ended', 'codecEnded'],
  ['save-failed', 'saveFailed'],
  ['write-failed', 'writeFailed'],
  ['copy-failed', 'copyFailed'],
  ['share-failed', 'shareFailed'],
  ['file-unreadable', 'fileUnreadable'],
  ['source-forbidden', 'sourceForbidden'],
  ['name-unusable', 'nameUnusable'],
  ['no-folders', 'noFolders'],
  ['insecure-context', 'insecureContext'],
  ['sample-missing', 'sampleMissing'],
  ['model-unknown', 'modelUnknown'],
  ['no-models', 'noModels'],
  ['part-unreachable', 'partUnreachable'],
  ['no-face', 'noFace'],
  ['reference-no-face', 'referenceNoFace'],
  ['reference-missing', 'referenceMissing'],
  ['face-finder-', 'faceFinder'],
  ['square-outside', 'squareOutside'],
  ['not-ready', 'notReady'],
  ['engine-', 'engine'],
  ['model-not-finite', 'modelNotFinite'],
  ['self-check-failed', 'selfCheckFailed'],
  ['session-failed', 'sessionFailed'],
  ['bundle-hash-mismatch', 'bundleHashMismatch'],
  ['bundle-file-missing', 'bundleFileMissing'],
  ['bundle-stalled', 'noConnection'],
  ['bundle-unreachable', 'noConnection'],
  ['bundle-exists', 'bundleExists'],
  ['bundle-busy', 'bundleBusy'],
  ['bundle-not-stored', 'bundleNotStored'],
  ['bundle-zip-', 'bundleZip'],
  ['manifest-invalid', 'manifestInvalid'],
  ['card-missing', 'cardMissing'],
  ['checkpoint-empty', 'checkpointEmpty'],
  ['checkpoint-not-a-checkpoint', 'checkpointNotACheckpoint'],
  ['checkpoint-truncated', 'notWhole'],
  ['checkpoint-forbidden-', 'checkpointForbidden'],
  ['checkpoint-layout', 'unknownNetwork'],
  ['checkpoint-missing-key', 'unknownNetwork'],
  ['checkpoint-shape', 'unknownNetwork'],
  ['checkpoint-too-', 'tooMuch'],
  ['checkpoint-zip-bomb', 'tooMuch'],
  ['checkpoint-not-finite', 'checkpointNotFinite'],
  ['checkpoint-', 'checkpoint'],
  ['disk-full', 'diskFull'],
  ['storage-full', 'storageFull'],
  ['storage-blocked', 'storageBlocked'],
  ['session-gone', 'sessionGone'],
  ['result-gone', 'resultGone'],
  ['output-exists', 'outputExists'],
  ['sink-gone', 'sinkGone'],
  ['sink-forbidden', 'sinkForbidden'],
  ['sink-is-source', 'sinkIsSource'],
  ['source-changed', 'sourceChanged'],
  ['preset-', 'preset'],
  ['recipe-bundle', 'recipeBundle'],
  ['recipe-', 'recipe'],
  ['zip-entry-damaged', 'zipEntryDamaged'],
  ['zip-encrypted', 'zipEncrypted'],
  ['zip-entry-too-large', 'tooMuch'],
  ['zip-entry-shared', 'zipEntryShared'],
  ['zip-unreadable', 'zipUnreadable'],
];

/** What a person is told of a failure, and behind "Details" what a report of it needs. */
export interface PlainFailure {
  readonly text: string;
  readonly details: string;
}

/** The sentence; where the file's ending tells more, with that. */
function textOf(words: Words, ending: string): string {
  const texts = plainWordsText();
  if (ending !== '' && words === 'pictureUnreadable') return texts.pictureUnreadableEnding({ ending });
  if (ending !== '' && words === 'pictureUnsupported') return texts.pictureUnsupportedEnding({ ending });
  return texts[words];
}

/** The ending of a file's name, with its dot; empty where it has none. */
function endingOf(fileName: string): string {
  return /\.[a-z0-9]{1,5}$/i.exec(fileName)?.[0] ?? '';
}

/** Nobody compares all 64 digits of a SHA-256 by eye. */
function shortHashes(text: string): string {
  return text.replace(/\b([0-9a-f]{10})[0-9a-f]{54}\b/g, '$1…');
}

/** A failure in words that a person would use; messages that begin with "Expected" are for reports. */
export function plainFailure({ code, message, recovery = '' }: { readonly code: string; readonly message: string; readonly recovery?: string }, fileName = ''): PlainFailure {
  const words = WORDS.find(([known]) => (known.endsWith('-') ? code.startsWith(known) : code === known))?.[1];
  const known = words ? textOf(words, endingOf(fileName)) : message.startsWith('Expected ') ? '' : inWords(message);
  return { text: `${known} ${inWords(recovery)}`.trim() || plainWordsText().tryAgain, details: shortHashes(`${message} (${code})`) };
}
