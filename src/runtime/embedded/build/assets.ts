/** Files that a build writes beside its scripts. */
export interface Assets {
  /** Takes a file up; gives its name in the folder of assets, the same for the same bytes. */
  add(path: string, bytes: Uint8Array): Promise<string>
  /** Takes up a file that has its name already. */
  put(name: string, bytes: Uint8Array): void
  /** By name. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export function createAssets(): Assets {
  const files = new Map<string, Uint8Array>()
  return {
    files,
    put: (name, bytes) => void files.set(name, bytes),
    add: async (path, bytes) => {
      const name = hashedName(path.slice(path.lastIndexOf('/') + 1), await shortHash(bytes))
      files.set(name, bytes)
      return name
    },
  }
}

/** `logo.svg` and a hash as `logo-1a2b3c4d.svg`; names that addresses would have to escape are made plain. */
export function hashedName(name: string, hash: string): string {
  const plain = name.replace(/[^\w.-]/g, '_')
  const dot = plain.lastIndexOf('.')
  return dot <= 0 ? `${plain}-${hash}` : `${plain.slice(0, dot)}-${hash}${plain.slice(dot)}`
}

/** Eight hexadecimal digits of SHA-256. */
export async function shortHash(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes))
  return Array.from(new Uint8Array(digest, 0, 4), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
