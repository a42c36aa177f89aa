import { Failure } from '#failure.ts'
import type { FileTree } from '#workspace/workspace.ts'
import type { Client } from '../rest/rest.ts'
import { toBase64 } from './base64.ts'
import { readBranch, type BranchPlace, type BranchState } from './branch.ts'
import { encodePath, repositoryPath } from './service.ts'

/**
 * Gives an empty repository its first commit, with one file of the project:
 * GitHub's git data API works only once there is one.
 * Rejects with Failure 'conflict' for another branch than the default one.
 */
export async function startRepository(
  api: Client,
  place: BranchPlace & { readonly files: FileTree },
  defaultBranch: string,
): Promise<BranchState> {
  const { owner, repo, branch } = place
  if (branch !== defaultBranch) {
    throw new Failure(
      'conflict',
      `${owner}/${repo} is empty, and its first branch will be ${defaultBranch}.`,
      {
        hint: `Push to ${defaultBranch} first.`,
      },
    )
  }
  const [path, bytes] = firstFile(place.files)
  const body = { message: 'Start the repository', content: toBase64(bytes) }
  return api.once(
    async () => {
      await api.send({
        method: 'PUT',
        path: `${repositoryPath(owner, repo)}/contents/${encodePath(path)}`,
        body,
        repeatable: false,
      })
      return readBranch(api, place)
    },
    async () => {
      const state = await readBranch(api, place)
      return state.type === 'at' ? state : undefined
    },
  )
}

/** README.md, or the smallest file that is not empty. */
function firstFile(files: FileTree): [path: string, bytes: Uint8Array] {
  const readme = files.get('README.md')
  if (readme && readme.length > 0) return ['README.md', readme]
  const sorted = [...files].sort(([, a], [, b]) => (a.length || Infinity) - (b.length || Infinity))
  const [first] = sorted
  if (first === undefined)
    throw new Failure('invalid', 'There is no file to push.', { hint: 'Add one first.' })
  return first
}
