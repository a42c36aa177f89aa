import type { Netlify, NetlifyProgress } from '#publish/netlify/netlify.ts'
import type { TaskProgress } from '../../use-task.ts'

/** Netlify with a token. Its code is loaded when it is first needed. */
export async function openNetlify(token: string): Promise<Netlify> {
  const { createNetlify } = await import('#publish/netlify/create-netlify.ts')
  return createNetlify({
    token,
    fetch: (input, init) => fetch(input, init),
    online: () => navigator.onLine,
  })
}

/** For `useListing`: the sites that a token may deploy to. */
export async function listSites(token: string) {
  const netlify = await openNetlify(token)
  return async (page: number) => {
    const { sites, next } = await netlify.sites(page)
    return { items: sites, next }
  }
}

/** For `onProgress`: says what Netlify is doing. */
export function tellNetlify(report: (progress: TaskProgress) => void) {
  return (progress: NetlifyProgress) => report(inWords(progress))
}

const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

function inWords(progress: NetlifyProgress): TaskProgress {
  switch (progress.phase) {
    case 'checking':
      return { words: 'Looking what Netlify has already…' }
    case 'uploading': {
      const { done, total } = progress
      return {
        words: `Uploading ${done} of ${total} files…`,
        done: total === 0 ? undefined : done / total,
      }
    }
    case 'processing':
      return { words: 'Netlify is putting the site together…' }
    case 'waiting':
      return {
        words: `Netlify asks to slow down. It goes on by itself at ${time.format(progress.until)}.`,
      }
  }
}
