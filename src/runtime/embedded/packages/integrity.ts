import { Failure } from '#failure.ts'
import { base64 } from '../base64.ts'

/** Strongest first. SHA-1 is what registries gave before 2017. */
const ALGORITHMS = new Map([
  ['sha512', 'SHA-512'],
  ['sha384', 'SHA-384'],
  ['sha256', 'SHA-256'],
  ['sha1', 'SHA-1'],
])

/**
 * Checks bytes against an integrity string (`sha512-…`, several separated by
 * spaces: the strongest kind that is known decides). Rejects with Failure
 * 'invalid', which names the package, when they differ or no kind is known.
 */
export async function checkIntegrity(
  bytes: Uint8Array<ArrayBuffer>,
  integrity: string,
  name: string,
): Promise<void> {
  const hashes = integrity
    .trim()
    .split(/\s+/)
    .map((hash) => {
      const dash = hash.indexOf('-')
      return { kind: hash.slice(0, dash), value: hash.slice(dash + 1).replace(/\?.*$/, '') }
    })
  for (const [kind, algorithm] of ALGORITHMS) {
    const wanted = hashes.filter((hash) => hash.kind === kind)
    if (wanted.length === 0) continue
    const actual = base64(new Uint8Array(await crypto.subtle.digest(algorithm, bytes)))
    if (wanted.some((hash) => hash.value === actual)) return
    throw new Failure('invalid', `${name} is not what its integrity says (${kind} differs).`, {
      hint: 'The registry sent something else, or package-lock.json is wrong. Remove the entry from package-lock.json and install again if you trust the registry.',
    })
  }
  throw new Failure('invalid', `${name} has an integrity of no known kind.`, {
    hint: 'Expected sha512, sha384, sha256 or sha1.',
  })
}

/** `sha1-…` for the hexadecimal `shasum` of old packuments. */
export function integrityOfShasum(shasum: string): string | undefined {
  if (!/^[0-9a-f]{40}$/i.test(shasum)) return undefined
  const bytes = shasum.match(/../g) ?? []
  return `sha1-${base64(Uint8Array.from(bytes, (pair) => Number.parseInt(pair, 16)))}`
}
