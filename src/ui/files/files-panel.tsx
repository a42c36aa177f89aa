import { FilePlus, FolderPlus, Search } from 'lucide-react'
import { useState } from 'react'
import { Button } from '../controls/button.tsx'
import { useReadOnly } from '../workbench/read-only.tsx'
import { FileSearch } from './file-search.tsx'
import { FileTree } from './file-tree.tsx'
import type { Naming } from './tree-state.ts'
import styles from './files-panel.module.css'

/** The project's files as a tree, or a search through their text. */
export function FilesPanel() {
  const [naming, setNaming] = useState<Naming>()
  const [searching, setSearching] = useState(false)
  const readOnly = useReadOnly()

  const begin = (type: 'file' | 'folder') => {
    setSearching(false)
    setNaming({ type, folder: '' })
  }

  return (
    <div className={styles.panel}>
      <div className={styles.head}>
        <h2 className={styles.title}>Files</h2>
        {!readOnly && (
          <>
            <Button
              variant="ghost"
              size="s"
              iconOnly
              icon={FilePlus}
              label="New file"
              onClick={() => begin('file')}
            />
            <Button
              variant="ghost"
              size="s"
              iconOnly
              icon={FolderPlus}
              label="New folder"
              onClick={() => begin('folder')}
            />
          </>
        )}
        <Button
          variant="ghost"
          size="s"
          iconOnly
          icon={Search}
          label="Search in files"
          pressed={searching}
          onClick={() => setSearching(!searching)}
        />
      </div>
      {searching && <FileSearch onClose={() => setSearching(false)} />}
      <div className={styles.body} hidden={searching}>
        <FileTree naming={naming} setNaming={setNaming} />
      </div>
    </div>
  )
}
