import type { Loader } from 'esbuild-wasm'

/** Files that packages import as addresses; they become data addresses. */
export const ASSET_LOADERS: ReadonlyMap<string, Loader> = new Map(
  [
    ...['png', 'jpg', 'jpeg', 'gif', 'svg', 'webp', 'avif', 'ico', 'bmp'],
    ...['woff', 'woff2', 'ttf', 'otf', 'eot'],
    ...['mp3', 'ogg', 'wav', 'mp4', 'webm', 'glb', 'gltf', 'hdr', 'bin'],
  ].map((extension) => [extension, 'dataurl']),
)

const TYPES = new Map([
  ['png', 'image/png'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['gif', 'image/gif'],
  ['svg', 'image/svg+xml'],
  ['webp', 'image/webp'],
  ['avif', 'image/avif'],
  ['woff', 'font/woff'],
  ['woff2', 'font/woff2'],
  ['json', 'application/json'],
])

export function dataAddress(extension: string, bytes: Uint8Array): string {
  const pieces: string[] = []
  for (let at = 0; at < bytes.length; at += 0x8000) {
    pieces.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)))
  }
  const type = TYPES.get(extension) ?? 'application/octet-stream'
  return `data:${type};base64,${btoa(pieces.join(''))}`
}
