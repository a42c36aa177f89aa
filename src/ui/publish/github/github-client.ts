import type { GitHub, GitHubProgress } from '#publish/github/github.ts'
import type { TaskProgress } from '../../use-task.ts'

/** GitHub with a token, or without one for what is public. Its code is loaded when it is first needed. */
export async function openGitHub(token: string): Promise<GitHub> {
  const { createGitHub } = await import('#publish/github/create-github.ts')
  return createGitHub({
    token: token === '' ? undefined : token,
    fetch: (input, init) => fetch(input, init),
    online: () => navigator.onLine,
  })
}

/** For `useListing`: the repositories that a token may push to. Who has more than are listed types the name. */
export async function listRepositories(token: string) {
  const github = await openGitHub(token)
  return async (page: number) => {
    const { repositories, next } = await github.repositories(page)
    return { items: repositories.filter(({ canPush }) => canPush), next }
  }
}

/** For `onProgress`: says what GitHub is doing. */
export function tellGitHub(report: (progress: TaskProgress) => void) {
  return (progress: GitHubProgress) => report(inWords(progress))
}

const share = (done: number, total: number) => (total === 0 ? undefined : done / total)
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function inWords(progress: GitHubProgress): TaskProgress {
  switch (progress.phase) {
    case 'checking':
      return { words: 'Looking at the repository…' }
    case 'uploading':
      return {
        words: `Uploading ${progress.done} of ${progress.total} files…`,
        done: share(progress.done, progress.total),
      }
    case 'committing':
      return { words: 'Making the commit…' }
    case 'downloading':
      return {
        words: `Downloading ${progress.done} of ${progress.total} files…`,
        done: share(progress.done, progress.total),
      }
    case 'building':
      return { words: 'GitHub is building the site…' }
    case 'waiting':
      return {
        words: `GitHub asks to slow down. It goes on by itself at ${time.format(progress.until)}.`,
      }
  }
}
