import { FolderInput } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Icon } from '../controls/icon.tsx'
import { openImport, openZip, type ImportSource } from './open.ts'
import styles from './drop-zone.module.css'

const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false

/** Takes files, folders and zips that are dropped anywhere on the page, and says so while they hover. */
export function DropZone() {
  const hovering = useDrop(openDropped)
  if (!hovering) return null
  return (
    <div className={styles.overlay}>
      <div className={styles.sheet}>
        <Icon of={FolderInput} size={20} />
        <p className={styles.title}>Drop it to make a project</p>
        <p>
          A zip, a folder or files. Nothing in it runs before you open it. A backup is restored.
        </p>
      </div>
    </div>
  )
}

function openDropped(source: ImportSource): void {
  if (source.type === 'zip') void openZip(source.file)
  else openImport(source)
}

function useDrop(onDrop: (source: ImportSource) => void): boolean {
  const [hovering, setHovering] = useState(false)

  useEffect(() => {
    /** Entering a child comes before leaving its parent, so only the count says when it is over. */
    let depth = 0
    const hover = (by: 1 | -1) => (event: DragEvent) => {
      if (!bringsFiles(event)) return
      depth += by
      setHovering(depth > 0)
    }
    const enter = hover(1)
    const leave = hover(-1)
    const over = (event: DragEvent) => {
      // Without this the browser would open the file in the place of the app.
      if (bringsFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!bringsFiles(event)) return
      event.preventDefault()
      depth = 0
      setHovering(false)
      const source = droppedSource(event.dataTransfer)
      if (source) onDrop(source)
    }
    window.addEventListener('dragenter', enter)
    window.addEventListener('dragleave', leave)
    window.addEventListener('dragover', over)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragenter', enter)
      window.removeEventListener('dragleave', leave)
      window.removeEventListener('dragover', over)
      window.removeEventListener('drop', drop)
    }
  }, [onDrop])

  return hovering
}

/** Must run while the event lasts: afterwards the browser has forgotten what was dropped. */
function droppedSource(data: DataTransfer | null): ImportSource | undefined {
  const items = [...(data?.items ?? [])]
  const files = [...(data?.files ?? [])]
  const [file] = files
  const entries = items.flatMap((item) => item.webkitGetAsEntry() ?? [])
  if (file && entries.length <= 1 && entries[0]?.isDirectory !== true && isZip(file)) {
    return { type: 'zip', file }
  }
  if (entries.length > 0) return { type: 'dropped', entries }
  return files.length > 0 ? { type: 'folder', files } : undefined
}

function isZip({ name, type }: File): boolean {
  return /\.zip$/i.test(name) || type === 'application/zip'
}
