import type { GitHubAction } from './github.ts'

interface NeededPermissions {
  /** Permissions of a fine-grained token, as GitHub's form names them. */
  readonly fineGrained: readonly { readonly name: string; readonly access: 'read' | 'write' }[]
  /** True when a fine-grained token must be for all repositories: the one in question does not exist yet. */
  readonly allRepositories: boolean
  /** Scopes of a classic token. */
  readonly classic: readonly string[]
}

const contents = { name: 'Contents', access: 'write' } as const

/**
 * What a token must be allowed to do, by action. Every fine-grained token also
 * reads "Metadata", which GitHub adds by itself.
 * https://docs.github.com/en/rest/authentication/permissions-required-for-fine-grained-personal-access-tokens
 */
export const permissions: Readonly<Record<GitHubAction, NeededPermissions>> = {
  viewer: { fineGrained: [], allRepositories: false, classic: [] },
  import: {
    fineGrained: [{ name: 'Contents', access: 'read' }],
    allRepositories: false,
    classic: ['repo'],
  },
  push: { fineGrained: [contents], allRepositories: false, classic: ['repo'] },
  'create-repository': {
    fineGrained: [{ name: 'Administration', access: 'write' }, contents],
    allRepositories: true,
    classic: ['repo'],
  },
  'pull-request': {
    fineGrained: [contents, { name: 'Pull requests', access: 'write' }],
    allRepositories: false,
    classic: ['repo'],
  },
  pages: {
    // Turning Pages on for the first time is an administrator's act.
    fineGrained: [
      contents,
      { name: 'Pages', access: 'write' },
      { name: 'Administration', access: 'write' },
    ],
    allRepositories: false,
    classic: ['repo'],
  },
  gist: {
    fineGrained: [{ name: 'Gists', access: 'write' }],
    allRepositories: false,
    classic: ['gist'],
  },
}

/** Such as: Contents (read and write) and Pages (read and write), or the classic scope repo. */
export function permissionsInWords(action: GitHubAction): string {
  const { fineGrained, allRepositories, classic } = permissions[action]
  if (fineGrained.length === 0) return 'any token'
  const names = fineGrained.map(
    ({ name, access }) => `${name} (${access === 'read' ? 'read' : 'read and write'})`,
  )
  const list =
    names.length === 1 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`
  const reach = allRepositories ? ', for all repositories' : ''
  return `${list}${reach}, or the classic scope ${classic.join(', ')}`
}
