import type { TokenName, Tokens } from '#projects/app.ts'
import type { GitAuth } from '#publish/git/git.ts'
import { recall, remember } from '../../local-storage.ts'

const CORS_PROXY = 'tabsmith:cors-proxy'

/** The address of the CORS proxy that the person set; empty for none. */
export const corsProxy = () => recall(CORS_PROXY) ?? ''

export function keepCorsProxy(address: string): void {
  remember(CORS_PROXY, address.trim() === '' ? undefined : address.trim())
}

/** One sign-in for each server, whatever the repository. */
function tokenName(address: string): TokenName | undefined {
  return URL.canParse(address) ? `git ${new URL(address).origin}` : undefined
}

/** The sign-in that is kept for the server of an address. */
export async function readSignIn(tokens: Tokens, address: string): Promise<GitAuth | undefined> {
  const name = tokenName(address)
  const kept = name === undefined ? '' : await tokens.read(name)
  if (kept === '') return undefined
  // A user name holds no colon (RFC 7617, section 2).
  const colon = kept.indexOf(':')
  return { username: kept.slice(0, colon), password: kept.slice(colon + 1) }
}

/** Keeps a sign-in for the server of an address; an empty token forgets it. */
export async function keepSignIn(tokens: Tokens, address: string, auth: GitAuth): Promise<void> {
  const name = tokenName(address)
  if (name === undefined) return
  const { username, password } = auth
  // Servers that want only a token take any user name.
  const user = username.trim() === '' ? 'git' : username.trim()
  await tokens.save(name, password.trim() === '' ? '' : `${user}:${password.trim()}`)
}
