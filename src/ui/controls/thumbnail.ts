/**
 * The address of a picture of an app for an `<img>`: as an image and never as
 * markup, because there no script runs, whatever is in it.
 */
export function thumbnailSource(thumbnail: string): string {
  return thumbnail.startsWith('data:')
    ? thumbnail
    : `data:image/svg+xml,${encodeURIComponent(thumbnail)}`
}
