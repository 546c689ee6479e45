const PICTURE_NAME = /\.(jpe?g|jpe|jfif|png|webp|avif|gif|bmp|tiff?|hei[cf])$/i;

/** Whether a file is named as a picture; what it truly is shows when it is decoded. */
export function isPictureName(name: string): boolean {
  return PICTURE_NAME.test(name);
}
