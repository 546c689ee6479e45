import { FileEditor, type FileEditorOptions } from '../../../src/cli/file-editor.ts';

/** Stands in for the pool of processes, into which no test reaches: the same editor of files, in this one. */
export class WorkerPool {
  readonly #editor: FileEditor;

  private constructor(editor: FileEditor) {
    this.#editor = editor;
  }

  static async start(_jobs: number, options: FileEditorOptions): Promise<WorkerPool> {
    return new WorkerPool(await FileEditor.load(options));
  }

  edit(sourcePath: string, outputPath: string): ReturnType<FileEditor['edit']> {
    return this.#editor.edit(sourcePath, outputPath);
  }

  close(): void {
    // There is no process to end.
  }
}
