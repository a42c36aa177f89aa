import { createStore } from 'zustand/vanilla'
import type { Session } from '#projects/session.ts'
import type { FolderSync } from '#projects/import/sync-folder.ts'
import type { SyncDirectory } from '#projects/import/sync-port.ts'

export interface ActiveSync {
  /** The folder's own name. */
  readonly folder: string
  readonly sync: FolderSync
}

/** By session: a sync outlives the dialog that began it, and ends with the project's page. */
export const folderSyncs = createStore<{ readonly active: ReadonlyMap<Session, ActiveSync> }>()(
  () => ({ active: new Map() }),
)

type PickDirectory = (options: {
  readonly mode: 'readwrite'
}) => Promise<SyncDirectory & { readonly name: string }>

/** The browser's own dialog for a folder; undefined where it has none. */
export function directoryPicker(): PickDirectory | undefined {
  const { showDirectoryPicker } = window as { showDirectoryPicker?: PickDirectory }
  return showDirectoryPicker?.bind(window)
}

/** Asks for a folder and keeps it in step from then on. Does nothing when the person chooses none. */
export async function startSync(session: Session, pick: PickDirectory): Promise<void> {
  let folder: SyncDirectory & { readonly name: string }
  try {
    folder = await pick({ mode: 'readwrite' })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return
    throw error
  }
  const { syncToFolder } = await import('#projects/import/sync-folder.ts')
  await stopSync(session)
  const sync = syncToFolder(session.workspace, folder)
  show(session, { folder: folder.name, sync })
}

/** Resolves when the folder is written to no more. Does nothing for a session without a sync. */
export async function stopSync(session: Session): Promise<void> {
  const active = folderSyncs.getState().active.get(session)
  if (!active) return
  show(session, undefined)
  await active.sync.stop()
}

function show(session: Session, sync: ActiveSync | undefined): void {
  folderSyncs.setState(({ active }) => {
    const next = new Map(active)
    if (sync) next.set(session, sync)
    else next.delete(session)
    return { active: next }
  })
}
