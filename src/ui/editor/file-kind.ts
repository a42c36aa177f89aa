import { decodeText } from '#workspace/workspace.ts'

/** Image types that a browser draws; SVG counts as text. */
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  ico: 'image/x-icon',
  bmp: 'image/bmp',
}

/**
 * Texts larger than this are edited without colours: CodeMirror parses in
 * slices of 100 ms, which a page that streams beside it would feel.
 */
export const LARGE_BYTES = 256 * 1024

export type FileKind =
  | { readonly name: 'missing' }
  | { readonly name: 'text' }
  | { readonly name: 'image'; readonly type: string }
  | { readonly name: 'binary' }

/** How a file can be shown. */
export function fileKind(path: string, bytes: Uint8Array | undefined): FileKind {
  if (!bytes) return { name: 'missing' }
  const type = IMAGE_TYPES[path.slice(path.lastIndexOf('.') + 1).toLowerCase()]
  if (type !== undefined && bytes.length > 0) return { name: 'image', type }
  return decodeText(bytes) === undefined ? { name: 'binary' } : { name: 'text' }
}

/** A size for people: 1 KB is 1,000 bytes, as in every file manager. */
export function sizeText(bytes: number): string {
  const unit = bytes < 1000 ? 'byte' : bytes < 1e6 ? 'kilobyte' : 'megabyte'
  const value = bytes / { byte: 1, kilobyte: 1e3, megabyte: 1e6 }[unit]
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit,
    unitDisplay: unit === 'byte' ? 'long' : 'short',
    maximumFractionDigits: 1,
  }).format(value)
}
