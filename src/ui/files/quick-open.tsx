import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { basename } from '#workspace/paths.ts'
import { Dialog } from '../controls/dialog.tsx'
import { Icon } from '../controls/icon.tsx'
import { Input } from '../controls/input.tsx'
import { useSession } from '../context.ts'
import { isShortcut } from '../workbench/shortcuts.ts'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import { fileIcon } from './file-icon.ts'
import { rankPaths } from './rank-paths.ts'
import styles from './quick-open.module.css'

/** More would not be read, only scrolled. */
const MOST = 50

/** Mod+P and Mod+K open a file by a few letters of its path; Mod+S is ours, not the browser's. */
export function QuickOpen() {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      // Everything is saved as it is typed: the browser's dialog would only be in the way.
      if (isShortcut(event, 's')) event.preventDefault()
      if (!isShortcut(event, 'p') && !isShortcut(event, 'k')) return
      event.preventDefault()
      if (!document.querySelector('[role=dialog]')) setOpen(true)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
  return open && <Palette onClose={() => setOpen(false)} />
}

function Palette({ onClose }: { readonly onClose: () => void }) {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  const openFiles = useViewState((state) => state.openFiles)
  const [typed, setTyped] = useState('')
  const [at, setAt] = useState(0)
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  // The open ones first: those are gone back to most.
  const candidates = [...new Set([...openFiles, ...workspace.paths()])]
  const found = rankPaths(
    candidates.filter((path) => workspace.has(path)),
    typed,
  ).slice(0, MOST)
  const chosen = found[at]

  useEffect(() => {
    list.current?.children[at]?.scrollIntoView({ block: 'nearest' })
  }, [at, typed])

  const choose = (path: string | undefined) => {
    if (path === undefined) return
    onClose()
    view.openFile(path)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || found.length === 0) return
    event.preventDefault()
    setAt((at + step + found.length) % found.length)
  }

  return (
    <Dialog open title="Open a file" onClose={onClose} onSubmit={() => choose(chosen)}>
      <Input
        mono
        autoFocus
        role="combobox"
        aria-label="File"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={chosen === undefined ? undefined : `${id}-${at}`}
        placeholder="A few letters of its name…"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value)
          setAt(0)
        }}
        onKeyDown={onKeyDown}
      />
      {found.length === 0 && <p role="status">No file has these letters in its path.</p>}
      <ul ref={list} id={id} role="listbox" aria-label="Found files" className={styles.list}>
        {found.map((path, i) => (
          <li
            key={path}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            className={styles.option}
            onClick={() => choose(path)}
          >
            <Icon of={fileIcon(path)} size={14} />
            <span className={styles.name}>{basename(path)}</span>
            <span className={styles.folder}>{path.slice(0, -basename(path).length - 1)}</span>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}
