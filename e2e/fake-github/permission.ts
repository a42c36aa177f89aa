import { refuse } from './answers.ts'
import type { FakeToken } from './world.ts'

/** Refuses as GitHub refuses fine-grained tokens; write includes read. */
export function needPermission({ permissions }: FakeToken, needed: string): void {
  const [name = '', access = ''] = needed.split(':')
  if (permissions === 'all' || name === 'metadata') return
  const has = permissions[name]
  if (has === 'write' || has === access) return
  throw refuse(
    403,
    'Resource not accessible by personal access token',
    {},
    {
      'x-accepted-github-permissions': `${name}=${access}`,
    },
  )
}
