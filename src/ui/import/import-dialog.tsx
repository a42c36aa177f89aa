import { BackupImport } from './backup-import.tsx'
import { FilesImport } from './files-import.tsx'
import { GitHubImport } from './github-import-form.tsx'
import { GitImport } from './git-import-form.tsx'
import type { ImportSource } from './open.ts'

/** Makes a project of what came from elsewhere, or says why not. */
export default function ImportDialog({ source }: { readonly source: ImportSource }) {
  switch (source.type) {
    case 'zip':
    case 'folder':
    case 'dropped':
      return <FilesImport source={source} />
    case 'backup':
      return <BackupImport file={source.file} />
    case 'github':
      return <GitHubImport />
    case 'git':
      return <GitImport />
  }
}
