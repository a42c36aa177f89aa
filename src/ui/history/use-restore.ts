import { useState } from 'react'
import { useStore } from 'zustand'
import type { Checkpoint } from '#history/history.ts'
import type { RestoreVersionOptions } from '#projects/session.ts'
import { basename } from '#workspace/paths.ts'
import { useSession } from '../context.ts'
import { showFailure, showToast } from '../controls/toasts.ts'
import { fileCount } from './version-words.ts'

type Version = Pick<Checkpoint, 'id' | 'number'>

/** Restoring, with its outcome in a toast that can take it back. */
export function useRestore() {
  const session = useSession()
  const working = useStore(session.agent.store, (state) => state.busy)
  const [busy, setBusy] = useState(false)

  async function restore(version: Version, options: RestoreVersionOptions): Promise<void> {
    setBusy(true)
    try {
      const { checkpoint, undo } = await session.restoreVersion(version.id, options)
      const same = checkpoint === undefined && options.rewind !== true
      if (same) showToast({ message: `Nothing to restore: ${whatOf(options)} already like that` })
      else {
        showToast({
          tone: 'ok',
          message: doneWords(version, options),
          action: { label: 'Undo', run: () => void undo().then(sayUndone, showFailure) },
        })
      }
    } catch (thrown) {
      showFailure(thrown)
    } finally {
      setBusy(false)
    }
  }

  /** Why it is refused now, in words; undefined when it is not. */
  const refusal = working ? 'The agent is working: stop it first' : undefined
  return { restore, busy, refusal }
}

const sayUndone = () => showToast({ message: 'Back to what was before' })

function whatOf({ paths }: RestoreVersionOptions): string {
  return paths?.length === 1 ? 'the file is' : 'your files are'
}

function doneWords({ number }: Version, { paths, rewind }: RestoreVersionOptions): string {
  const [first] = paths ?? []
  const version = `version ${number}`
  if (paths === undefined || first === undefined) {
    return rewind ? `Restored ${version} and its conversation` : `Restored ${version}`
  }
  return `Restored ${paths.length === 1 ? basename(first) : fileCount(paths.length)} from ${version}`
}
