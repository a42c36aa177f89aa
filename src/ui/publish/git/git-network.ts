import type { App } from '#projects/app.ts'
import type { GitNetwork, GitProgress } from '#publish/git/git.ts'
import { byteSize } from '../../byte-size.ts'
import type { TaskProgress } from '../../use-task.ts'
import { corsProxy, readSignIn } from './sign-in.ts'

/** What git needs of the browser and of what the person set. */
export function gitNetwork({ tokens }: Pick<App, 'tokens'>): GitNetwork {
  const proxy = corsProxy()
  return {
    fetch: (input, init) => fetch(input, init),
    online: () => navigator.onLine,
    corsProxy: proxy === '' ? undefined : proxy,
    auth: (url) => readSignIn(tokens, url),
  }
}

/** For `onProgress`: says what git is doing. */
export function tellGit(report: (progress: TaskProgress) => void) {
  return (progress: GitProgress) => report(inWords(progress))
}

function inWords({ phase, done, total }: GitProgress): TaskProgress {
  const share = total === undefined || total === 0 ? undefined : done / total
  switch (phase) {
    case 'asking':
      return { words: 'Asking the server…' }
    case 'preparing':
      return { words: 'Collecting what is new…' }
    case 'sending':
      return { words: total === undefined ? 'Sending…' : `Sending ${byteSize(total)}…` }
    case 'receiving':
      return { words: `Receiving… ${byteSize(done)}`, done: share }
    case 'storing':
      return { words: `Storing ${done} objects…`, done: share }
  }
}
