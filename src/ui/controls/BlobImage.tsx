import { useCallback, type ReactNode } from 'react';

/** A picture that lies in memory, under an address that lasts as long as it is shown. */
export function BlobImage({ blob, alt }: { readonly blob: Blob; readonly alt: string }): ReactNode {
  const show = useCallback((image: HTMLImageElement | null) => {
    if (!image) return undefined;
    const url = URL.createObjectURL(blob);
    image.src = url;
    return () => { URL.revokeObjectURL(url); };
  }, [blob]);
  return <img ref={show} alt={alt} draggable={false} />;
}
