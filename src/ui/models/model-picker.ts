/** Asks the app for its picker of model files, which must be opened by an element of its own. */
export const IMPORT_REQUEST = 'mien-import-model';

/** What a model's file is called, for file dialogs. */
export const MODEL_EXTENSIONS = '.ckpt,.pt,.pth,.safetensors,.zip';

/** Opens the picker of model files. */
export function pickModel(): void {
  window.dispatchEvent(new Event(IMPORT_REQUEST));
}
