/** Asks for one file; undefined where the person chooses none. To be called at a press or a key. */
export function pickFile(accept: string): Promise<File | undefined> {
  const input = Object.assign(document.createElement('input'), { type: 'file', accept });
  return new Promise((resolve) => {
    input.addEventListener('change', () => { resolve(input.files?.[0]); });
    input.addEventListener('cancel', () => { resolve(undefined); });
    input.click();
  });
}
