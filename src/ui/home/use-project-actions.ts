import { useState } from 'react'
import type { ProjectRecord } from '#projects/project.ts'
import { useApp } from '../context.ts'
import { showFailure, showToast } from '../controls/toasts.ts'

/** Says in a toast when `work` fails. */
async function telling(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    showFailure(error)
  }
}

/** What a card's menu does. Deleting can be taken back from the toast. */
export function useProjectActions() {
  const app = useApp()
  const [renaming, setRenaming] = useState<ProjectRecord>()

  return {
    /** The project whose new name is being asked for. */
    renaming,
    startRename: setRenaming,
    stopRename: () => setRenaming(undefined),
    rename: async (name: string) => {
      if (renaming) await app.renameProject(renaming.id, name)
    },
    duplicate: ({ id, name }: ProjectRecord) =>
      telling(async () => {
        await app.duplicateProject(id)
        showToast({ tone: 'ok', message: `Duplicated “${name}”` })
      }),
    remove: ({ id, name }: ProjectRecord) =>
      telling(async () => {
        await app.deleteProject(id)
        showToast({
          message: `Deleted “${name}”`,
          action: { label: 'Undo', run: () => void telling(() => app.restoreProject(id)) },
        })
      }),
  }
}
