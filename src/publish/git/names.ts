import { Failure } from '#failure.ts'
import { newRefProblem } from '#history/ref-names.ts'

const MAX_REMOTE_NAME = 50

/** Throws Failure 'invalid' for what cannot name a remote. */
export function checkRemoteName(name: string): void {
  const valid =
    /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) &&
    !name.includes('..') &&
    !name.endsWith('.lock') &&
    name.length <= MAX_REMOTE_NAME
  if (valid) return
  throw new Failure('invalid', `A remote cannot be called ${JSON.stringify(name)}.`, {
    hint: 'Use letters, digits, dots and dashes, such as origin.',
  })
}

/** Throws Failure 'invalid' for what cannot name a branch or tag. */
export function checkRefName(name: string): void {
  const problem = newRefProblem('branch', name, [])
  if (problem) throw problem
}

/**
 * The address of a repository, tidied. Throws Failure 'invalid' for one that is
 * not of http(s) or that carries a name or password.
 */
export function checkUrl(text: string): string {
  const ssh = /^(?:ssh|git):\/\/|^[^/@:\s]+@[^/@:\s]+:/.test(text.trim())
  if (ssh) {
    throw new Failure('invalid', 'A browser cannot speak SSH.', {
      hint: 'Use the repository’s https address; most hosts show it beside the SSH one.',
    })
  }
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new Failure('invalid', `${JSON.stringify(text)} is not an address of a repository.`, {
      hint: 'Use one that begins with https://.',
    })
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('invalid', 'The address has a name or a password in it.', {
      hint: 'Take it out, and enter it as the token for this server: there it is kept apart from the project.',
    })
  }
  if (url.search !== '' || url.hash !== '') {
    throw new Failure('invalid', 'The address of a repository has no "?" or "#" in it.', {
      hint: 'Copy the address that the host offers for cloning.',
    })
  }
  return url.href.replace(/\/+$/, '')
}
