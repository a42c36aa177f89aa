import type { FileChange, Workspace } from '#workspace/workspace.ts'
import { showFailure, showToast } from '../controls/toasts.ts'

/** True while files from this computer are dragged, not rows of the tree. */
export function bringsFiles(data: DataTransfer): boolean {
  return data.types.includes('Files')
}

/**
 * Adds what was dropped to a folder of the project ('' for its root). A file
 * that is there already with other content stays; the new one gets a number.
 * Must be called while the event lasts: afterwards the browser has forgotten
 * what was dropped. Tells by toasts how it went.
 */
export async function addDropped(
  workspace: Workspace,
  folder: string,
  data: DataTransfer,
): Promise<void> {
  const entries = [...data.items].flatMap(
    (item) => item.webkitGetAsEntry() ?? item.getAsFile() ?? [],
  )
  try {
    const [{ readForProject }, { importChanges }] = await Promise.all([
      import('../import/read-files.ts'),
      import('#projects/import/add-files.ts'),
    ])
    const { files, skipped } = await readForProject(entries)
    const changes = importChanges(workspace, files, folder, 'keep-both')
    workspace.apply(changes, 'user')
    if (changes.length === 0) {
      showToast({ message: 'The project has these files already' })
      return
    }
    showToast({
      message: summary(changes.length, skipped),
      action: { label: 'Undo', run: () => takeBack(workspace, changes) },
    })
  } catch (error) {
    showFailure(error)
  }
}

/** All of them are new: 'keep-both' replaces nothing. */
function takeBack(workspace: Workspace, changes: readonly FileChange[]): void {
  const there = changes.filter(({ path }) => workspace.has(path))
  try {
    workspace.apply(
      there.map(({ path }) => ({ type: 'delete', path })),
      'user',
    )
  } catch (error) {
    showFailure(error)
  }
}

function summary(added: number, skipped: readonly string[]): string {
  const count = `${added} ${added === 1 ? 'file' : 'files'}`
  if (skipped.length === 0) return `Added ${count}`
  return `Added ${count}. Left out: ${skipped.join('; ')}`
}
