import { useEffect, useRef, useState } from 'react';
import { encodePicture, type EncodedContents, type EncodeOptions } from '../../state/commands/save-picture.ts';
import { useEditor } from '../../state/use-editor.ts';

/** Options that rest this long are encoded. */
const REST_MS = 250;

/** The file as it will be, made while the person looks at the dialog. */
export interface Prepared {
  /** Undefined while it is being made for the present options. */
  readonly contents: EncodedContents | undefined;
  /** Takes what is made or on its way for the present options; undefined where nothing is. */
  readonly take: () => Promise<EncodedContents> | undefined;
}

/** Encodes the picture with the options, once they rest and it can be; again when they change. */
export function usePrepared(options: EncodeOptions, canEncode: boolean): Prepared {
  const editor = useEditor();
  const key = JSON.stringify(options);
  const [made, setMade] = useState<{ readonly key: string; readonly contents: EncodedContents }>();
  const pending = useRef<{ readonly key: string; readonly contents: Promise<EncodedContents>; isTaken: boolean }>(undefined);
  useEffect(() => {
    if (!canEncode) return undefined;
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const contents = encodePicture(editor, JSON.parse(key) as EncodeOptions, controller.signal);
      pending.current = { key, contents, isTaken: false };
      // A failure is said when the person saves: then it is made again.
      contents.then((encoded) => { setMade({ key, contents: encoded }); }, () => { pending.current = undefined; });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      // What is being saved goes on.
      if (pending.current?.isTaken !== true) controller.abort();
      pending.current = undefined;
    };
  }, [editor, key, canEncode]);
  return {
    contents: made?.key === key ? made.contents : undefined,
    take: () => {
      if (pending.current?.key !== key) return undefined;
      pending.current.isTaken = true;
      return pending.current.contents;
    },
  };
}
