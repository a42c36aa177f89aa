import { createStore } from 'zustand/vanilla'
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

/** Asks for what has to be chosen first, then opens the dialog. Call it from a click. */
export async function chooseImport(type: 'zip' | 'folder' | 'backup'): Promise<void> {
  if (type === 'folder') {
    const files = await pickFiles({ folder: true })
    if (files.length > 0) openImport({ type, files })
    return
  }
  const [file] = await pickFiles({ accept: '.zip,application/zip' })
  if (file) openImport({ type, file })
}
