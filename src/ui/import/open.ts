import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import { showFailure } from '../controls/toasts.ts'
import { pickFiles } from '../pick-files.ts'

/** Where a project comes from. */
export type ImportSource =
  | { readonly type: 'zip'; readonly file: File }
  /** A folder that was chosen, each of whose files knows its place in it, or loose files. */
  | { readonly type: 'folder'; readonly files: readonly File[] }
  | { readonly type: 'dropped'; readonly entries: readonly FileSystemEntry[] }
  | { readonly type: 'backup'; readonly file: File }
  | { readonly type: 'github' }
  | { readonly type: 'git' }

/** One dialog for the whole page; undefined while nothing is imported. */
export const importDialog = createStore<{ readonly source: ImportSource | undefined }>()(() => ({
  source: undefined,
}))

export function openImport(source: ImportSource): void {
  importDialog.setState({ source })
}

export function closeImport(): void {
  importDialog.setState({ source: undefined })
}

/** Opens the dialog for a zip: for a backup, the one that restores it. */
export async function openZip(file: File): Promise<void> {
  try {
    const { isBackup } = await import('#projects/backup/is-backup.ts')
    openImport({ type: (await isBackup(file)) ? 'backup' : 'zip', file })
  } catch (cause) {
    const hint = 'Nothing was changed. It may have been moved or changed meanwhile: try again.'
    showFailure(new Failure('not-found', `“${file.name}” could not be read.`, { hint, cause }))
  }
}

/** Asks for what has to be chosen first, then opens the dialog. Call it from a click. */
export async function chooseImport(type: 'zip' | 'folder' | 'backup'): Promise<void> {
  if (type === 'folder') {
    const files = await pickFiles({ folder: true })
    if (files.length > 0) openImport({ type, files })
    return
  }
  const [file] = await pickFiles({ accept: '.zip,application/zip' })
  if (!file) return
  if (type === 'zip') await openZip(file)
  else openImport({ type, file })
}
