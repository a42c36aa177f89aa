/** Addresses for files that live in the registry: blobs of this document. */
import type { CompiledModule, ModuleId } from '../module.ts'

export interface Assets {
  /** The address of an asset module's bytes; a newer version of the module gets another. */
  address(module: CompiledModule): string
}

export function createAssets(): Assets {
  const made = new Map<ModuleId, { readonly module: CompiledModule; readonly url: string }>()
  return {
    address(module) {
      const known = made.get(module.id)
      if (known?.module === module) return known.url
      // Elements that still show the old one have loaded it already.
      if (known) URL.revokeObjectURL(known.url)
      const { bytes, mime } = module.asset ?? { bytes: new Uint8Array(), mime: '' }
      const url = blobAddress(bytes, mime)
      made.set(module.id, { module, url })
      return url
    },
  }
}

export function blobAddress(bytes: Uint8Array, mime: string): string {
  return URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mime }))
}
