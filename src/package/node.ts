/** `mien/node`: files edited and models converted in Node, as the command line does it. Needs the optional dependencies. */
export { parseRecipe, parseRecipeText, type Recipe } from '../batch/recipe.ts';
export { FileEditor, type FileEditorOptions } from '../cli/file-editor.ts';
export { openFileByteSource, type FileByteSource } from '../cli/node-byte-source.ts';
export { bundleFolder } from '../cli/bundle-folder.ts';
export { renderCheck } from '../cli/render-check.ts';
export { writeBundle } from '../cli/write-bundle.ts';
export { AppError } from '../core/app-error.ts';
export { createNodeRuntime } from '../engine/runtime-node.ts';
