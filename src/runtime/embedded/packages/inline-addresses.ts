import { ASSET_LOADERS, dataAddress } from './asset-loaders.ts'
import type { PackageFiles } from './exports.ts'
import { resolveRelative } from './exports.ts'

const ADDRESS = /\bnew\s+URL\(\s*(['"])(\.{1,2}\/[^'"\n]+)\1\s*,\s*import\.meta\.url\s*,?\s*\)/g
const MAX_INLINE_BYTES = 2 * 1024 * 1024

/**
 * `new URL('./logo.png', import.meta.url)` in a file of a package names a file
 * that lies at no address: small assets become data addresses. Anything else
 * (WebAssembly, worker scripts) throws, by name, where it is used.
 */
export function inlineAddresses(
  files: PackageFiles,
  name: string,
  path: string,
  bytes: Uint8Array,
): string {
  const source = new TextDecoder().decode(bytes)
  if (!source.includes('import.meta.url')) return source
  return source.replace(ADDRESS, (whole, _quote, relative: string) => {
    const target = resolveRelative(files, path, relative, 'import')
    if (target === undefined || target === false) return whole
    const extension = target.slice(target.lastIndexOf('.') + 1).toLowerCase()
    const content = files.read(target)
    if (content && ASSET_LOADERS.has(extension) && content.length <= MAX_INLINE_BYTES) {
      return `new URL(${JSON.stringify(dataAddress(extension, content))})`
    }
    const message = `${name}/${target} cannot be loaded by its address in the embedded engine; use the WebContainer.`
    return `(() => { throw new Error(${JSON.stringify(message)}) })()`
  })
}
