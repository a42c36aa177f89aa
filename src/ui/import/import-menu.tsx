import { Archive, FileArchive, FolderOpen, GitBranch, GitFork, Import } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Menu, MenuItem, MenuLine } from '../controls/menu.tsx'
import { chooseImport, openImport } from './open.ts'

/** What a project can come from. */
export function ImportMenu({ className }: { readonly className?: string | undefined }) {
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={Import} className={className}>
          Import
        </Button>
      }
    >
      <MenuItem icon={FileArchive} onSelect={() => void chooseImport('zip')}>
        Zip file…
      </MenuItem>
      <MenuItem icon={FolderOpen} onSelect={() => void chooseImport('folder')}>
        Folder…
      </MenuItem>
      <MenuItem icon={GitFork} onSelect={() => openImport({ type: 'github' })}>
        GitHub…
      </MenuItem>
      <MenuItem icon={GitBranch} onSelect={() => openImport({ type: 'git' })}>
        Git repository…
      </MenuItem>
      <MenuLine />
      <MenuItem icon={Archive} onSelect={() => void chooseImport('backup')}>
        Backup…
      </MenuItem>
    </Menu>
  )
}
