import type { History } from '#history/history.ts'
import { showToast } from '../controls/toasts.ts'

/**
 * Says when a version that is made by itself could not be kept: nobody asked
 * for it, so nobody else would hear. Once, until one is kept again. Gives what
 * stops that.
 */
export function tellMissingVersions({ store }: Pick<History, 'store'>): () => void {
  return store.subscribe(({ failure }, before) => {
    if (!failure || before.failure) return
    showToast({
      tone: 'bad',
      message: `The last version could not be kept. ${failure.message} Your files are not touched by this.`,
    })
  })
}
