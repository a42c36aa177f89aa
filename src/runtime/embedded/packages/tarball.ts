import { Failure } from '#failure.ts'

export interface TarballLimits {
  readonly bytes: number
  readonly files: number
}

export const TARBALL_LIMITS: TarballLimits = { bytes: 100 * 1024 * 1024, files: 30_000 }

const BLOCK = 512
const decoder = new TextDecoder()

/**
 * The files of a package's tarball (gzip of tar) by their path in the package.
 * The first folder of each path is stripped, as npm does; links and devices
 * are left out. Rejects with Failure 'invalid', which names the package, for
 * damage, for paths that leave the package and beyond the limits.
 */
export async function unpackTarball(
  tarball: Uint8Array<ArrayBuffer>,
  name: string,
  limits: TarballLimits = TARBALL_LIMITS,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const tar = await inflate(tarball, name, limits.bytes)
  const files = new Map<string, Uint8Array>()
  for (const { path, bytes } of entriesOf(tar, name)) {
    files.set(insidePath(path, name), bytes)
    if (files.size > limits.files) {
      throw refusal(name, `has more than ${limits.files} files`)
    }
  }
  return files
}

async function inflate(
  tarball: Uint8Array<ArrayBuffer>,
  name: string,
  limit: number,
): Promise<Uint8Array> {
  const stream = new Blob([tarball]).stream().pipeThrough(new DecompressionStream('gzip'))
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > limit) break
      chunks.push(value)
    }
  } catch (error) {
    throw refusal(name, 'is damaged (it does not inflate)', error)
  }
  if (size > limit) {
    // What is left of a bomb is not inflated.
    await reader.cancel().catch(() => undefined)
    throw refusal(name, `inflates to more than ${Math.floor(limit / (1024 * 1024))} MB`)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

/** Regular files, with long names by pax records and by GNU's own way. */
function* entriesOf(tar: Uint8Array, name: string): Generator<{ path: string; bytes: Uint8Array }> {
  let longName: string | undefined
  let at = 0
  while (at + BLOCK <= tar.length) {
    const header = tar.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) return
    const size = sizeIn(header, name)
    const start = at + BLOCK
    if (start + size > tar.length) throw refusal(name, 'is cut off')
    const bytes = tar.subarray(start, start + size)
    at = start + Math.ceil(size / BLOCK) * BLOCK

    const type = String.fromCharCode(header[156] ?? 0)
    if (type === 'x') longName = paxPath(bytes) ?? longName
    else if (type === 'L') longName = untilNul(bytes)
    else if (type !== 'g') {
      const path = longName ?? pathIn(header)
      longName = undefined
      // Old archives mark files by NUL; a name that ends in / is a folder then.
      if ((type === '0' || type === '\0' || type === '7') && !path.endsWith('/')) {
        yield { path, bytes }
      }
    }
  }
}

function sizeIn(header: Uint8Array, name: string): number {
  const field = header.subarray(124, 136)
  // The high bit marks a binary number, which only files beyond 8 GB need.
  if ((field[0] ?? 0) & 0x80) throw refusal(name, 'has a file that is too large')
  const digits = untilNul(field).trim()
  if (!/^[0-7]+$/.test(digits)) throw refusal(name, 'is damaged (a size is no number)')
  return Number.parseInt(digits, 8)
}

function pathIn(header: Uint8Array): string {
  const name = untilNul(header.subarray(0, 100))
  const ustar = decoder.decode(header.subarray(257, 262)) === 'ustar'
  const prefix = ustar ? untilNul(header.subarray(345, 500)) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Records are `<length> <key>=<value>\n`; the length counts bytes and itself. */
function paxPath(bytes: Uint8Array): string | undefined {
  let path: string | undefined
  let at = 0
  while (at < bytes.length) {
    const space = bytes.indexOf(0x20, at)
    if (space < 0) break
    const length = Number.parseInt(decoder.decode(bytes.subarray(at, space)), 10)
    if (!(length > space - at)) break
    const entry = decoder.decode(bytes.subarray(space + 1, at + length - 1))
    if (entry.startsWith('path=')) path = entry.slice('path='.length)
    at += length
  }
  return path
}

function untilNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end))
}

function insidePath(path: string, name: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.')
  const inside = parts.slice(1)
  if (path.startsWith('/') || path.includes('\\') || path.includes('\0') || parts.includes('..')) {
    throw refusal(name, `has a file whose path leaves the package (${JSON.stringify(path)})`)
  }
  if (inside.length === 0) throw refusal(name, `has a file outside of its folder (${path})`)
  return inside.join('/')
}

function refusal(name: string, why: string, cause?: unknown): Failure {
  return new Failure('invalid', `The archive of ${name} ${why}.`, {
    hint: 'It is not installed. Try another version of the package.',
    cause,
  })
}
