/** What a failure is to a person, by its code; one that ends in "-" holds for every code that begins so. */
type Words = string | ((ending: string) => string);

const NOT_WHOLE = 'The file ends too early: it was not copied or downloaded whole.';
const UNKNOWN_NETWORK = 'These are the weights of a network that Mien does not know.';
const TOO_MUCH = 'Unpacked, the file would be more than a browser can hold.';
const NO_MEMORY = 'The browser has no memory left for this picture.';
const NO_CONNECTION = 'The connection broke while the model was on its way.';

const WORDS: readonly (readonly [code: string, words: Words])[] = [
  ['picture-empty', 'The file is empty.'],
  ['picture-unreadable', (ending) => (ending === '' ? 'The file holds no picture that can be opened.' : `This file ends in ${ending} but holds no picture that can be opened.`)],
  ['picture-unsupported', (ending) => `Pictures of this kind${ending === '' ? '' : ` (${ending})`} cannot be opened here.`],
  ['picture-too-large', 'The picture has more pixels than a browser tab can hold.'],
  ['picture-cut-short', NOT_WHOLE],
  ['picture-closed', 'The picture is no longer open.'],
  ['canvas-failed', NO_MEMORY], ['out-of-memory', NO_MEMORY],
  ['decoder-failed', 'The picture could not be unpacked: it is damaged, or too large for this browser.'],
  ['encode-too-large', 'The picture is larger than a WebP file can be.'],
  ['encode-', 'This browser cannot write that format.'],
  ['codec-hung', 'The picture was neither read nor written within its time.'], ['codec-ended', 'The batch was ended before this picture.'],
  ['save-failed', 'The file could not be written.'], ['write-failed', 'The result could not be written.'],
  ['copy-failed', 'The browser did not let the page copy the picture.'],
  ['share-failed', 'The picture could not be shared.'],
  ['file-unreadable', 'The file cannot be read: it was moved, changed or deleted, or the page may not read it.'],
  ['source-forbidden', 'The page may not read the folder of the originals.'],
  ['name-unusable', 'No file can have this name, or two have it.'],
  ['no-folders', 'This browser does not let pages open folders.'],
  ['insecure-context', 'The page was not opened over a safe connection.'],
  ['sample-missing', 'The sample is not where it should be.'],
  ['model-unknown', 'This is none of the models here.'], ['no-models', 'No model came with the app.'],
  ['part-unreachable', 'A part of Mien that this needs could not be loaded.'],
  ['no-face', 'No face was found in this picture.'],
  ['reference-no-face', 'No face was found in the reference.'],
  ['reference-missing', 'The picture that the recipe’s reference names was not chosen.'],
  ['face-finder-', 'The face finder did not answer.'],
  ['square-outside', 'The face’s square lies beside the picture.'],
  ['not-ready', 'A face is still being read.'],
  ['engine-', 'The engine did not answer.'],
  ['model-not-finite', 'The model computed something that is no picture.'],
  ['self-check-failed', 'The model failed its check.'],
  ['session-failed', 'The model does not start here.'],
  ['bundle-hash-mismatch', 'A file of the model is damaged or was changed.'],
  ['bundle-file-missing', 'A file of the model is missing.'],
  ['bundle-stalled', NO_CONNECTION], ['bundle-unreachable', NO_CONNECTION],
  ['bundle-exists', 'A model of this id is stored already.'],
  ['bundle-busy', 'The model is being written right now.'],
  ['bundle-not-stored', 'The model is no longer in this browser’s storage.'],
  ['bundle-zip-', 'This zip is no model that Mien can use.'],
  ['manifest-invalid', 'The model’s description, manifest.json, cannot be read.'],
  ['card-missing', 'The model’s card is not there.'],
  ['checkpoint-empty', 'The file is empty.'],
  ['checkpoint-not-a-checkpoint', 'This file is no model: neither a PyTorch checkpoint nor a model’s zip.'],
  ['checkpoint-truncated', NOT_WHOLE],
  ['checkpoint-forbidden-', 'The file asks for code to be run, which Mien never does.'],
  ['checkpoint-layout', UNKNOWN_NETWORK], ['checkpoint-missing-key', UNKNOWN_NETWORK], ['checkpoint-shape', UNKNOWN_NETWORK],
  ['checkpoint-too-', TOO_MUCH], ['checkpoint-zip-bomb', TOO_MUCH],
  ['checkpoint-not-finite', 'Some of the weights are no numbers.'],
  ['checkpoint-', 'The checkpoint is damaged, or of a kind that cannot be read.'],
  ['disk-full', 'The disk is full.'],
  ['storage-full', 'This browser has too little free space for the model.'],
  ['storage-blocked', 'This browser lets the page keep nothing.'],
  ['session-gone', 'The picture is no longer in this browser’s storage.'],
  ['result-gone', 'The edited picture is no longer in this browser’s storage: site data were cleared.'],
  ['output-exists', 'A file of that name is there already.'],
  ['sink-gone', 'The output folder is no longer there.'],
  ['sink-forbidden', 'The page may not write to the output folder.'],
  ['sink-is-source', 'The output folder holds the originals.'],
  ['source-changed', 'The file changed since the run began, or is gone.'],
  ['preset-', 'This holds no presets that can be used.'],
  ['recipe-bundle', 'The recipe’s model is not here.'],
  ['recipe-', 'The recipe cannot be used as it is.'],
  ['zip-encrypted', 'In the zip this file is locked with a password.'],
  ['zip-entry-too-large', TOO_MUCH],
  ['zip-entry-shared', 'In the zip this file has no bytes of its own: the zip is broken, or made to do harm.'],
  ['zip-unreadable', 'This zip cannot be read.'],
];

/** What a person is told of a failure, and behind "Details" what a report of it needs. */
export interface PlainFailure {
  readonly text: string;
  readonly details: string;
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
  const known = typeof words === 'function' ? words(endingOf(fileName)) : words ?? (message.startsWith('Expected ') ? '' : message);
  return { text: `${known} ${recovery}`.trim() || 'Try again; reload the page if it stays.', details: shortHashes(`${message} (${code})`) };
}
