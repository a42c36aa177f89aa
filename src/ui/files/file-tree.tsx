import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { VList, type VListHandle } from 'virtua'
import { asFailure } from '#failure.ts'
import { dirname } from '#workspace/paths.ts'
import { showToast } from '../controls/toasts.ts'
import { useSession } from '../context.ts'
import { useWriting } from '../editor/live-files.ts'
import { useReadOnly } from '../workbench/read-only.tsx'
import { useViewState, useWorkbenchView } from '../workbench/view.ts'
import { addDropped, bringsFiles } from './drop-files.ts'
import { FileRow, type RowActions } from './file-row.tsx'
import { NameField } from './name-field.tsx'
import { createFile, moveInto, newFolderPath, removePath, renamePath } from './operations.ts'
import { createTypeahead, treeMove } from './tree-keys.ts'
import { useChangedFiles, useTreeState, type Naming } from './tree-state.ts'
import type { TreeRow } from './tree.ts'
import styles from './files-panel.module.css'

/** Of a row, in pixels, as the stylesheet has it. */
const ROW_HEIGHT = 25

interface FileTreeProps {
  readonly naming: Naming | undefined
  readonly setNaming: (naming: Naming | undefined) => void
}

type Line = TreeRow | { readonly kind: 'new'; readonly path: string; readonly level: number }

/** The new file's line stands first in its folder. */
function withNewLine(rows: readonly TreeRow[], naming: Naming | undefined): readonly Line[] {
  if (!naming || naming.type === 'rename') return rows
  const at = rows.findIndex((row) => row.path === naming.folder)
  const level = (rows[at]?.level ?? 0) + 1
  return [...rows.slice(0, at + 1), { kind: 'new', path: '', level }, ...rows.slice(at + 1)]
}

/** True when `path` is inside a folder that is closed, so that the folder must speak for it. */
function speaksFor(row: TreeRow, path: string | undefined): boolean {
  if (path === undefined) return false
  return row.path === path || (!row.expanded && path.startsWith(`${row.path}/`))
}

/** Runs a file operation; what the workspace refuses becomes a toast. */
function attempt(operation: () => void): void {
  try {
    operation()
  } catch (thrown) {
    const { message, hint } = asFailure(thrown)
    showToast({ tone: 'bad', message: hint === undefined ? message : `${message} ${hint}` })
  }
}

/** Keyboard as in the WAI-ARIA tree pattern; the focus stays on the tree, which names its active row. */
export function FileTree({ naming, setNaming }: FileTreeProps) {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  const readOnly = useReadOnly()
  const activeFile = useViewState((state) => state.activeFile)
  const writing = useWriting()
  const changed = useChangedFiles()
  const tree = useTreeState()
  const { rows, current, setCurrent } = tree
  const [menu, setMenu] = useState<string>()
  const [dragged, setDragged] = useState<string>()
  const [target, setTarget] = useState<string>()
  const [typeahead] = useState(() => createTypeahead(() => performance.now()))
  const list = useRef<VListHandle>(null)
  const box = useRef<HTMLDivElement>(null)
  const id = useId()

  const lines = useMemo(() => withNewLine(rows, naming), [rows, naming])
  const currentIndex = rows.findIndex((row) => row.path === current)

  useEffect(() => {
    if (currentIndex >= 0) list.current?.scrollToIndex(currentIndex, { align: 'nearest' })
  }, [currentIndex])

  const focusTree = () => box.current?.querySelector<HTMLElement>('[role=tree]')?.focus()

  function remove(row: TreeRow): void {
    if (row.kind === 'pending') {
      tree.removePending(row.path)
      return
    }
    attempt(() => {
      const removed = removePath(workspace, row.path)
      showToast({
        message:
          row.kind === 'file'
            ? `Deleted ${row.name}`
            : `Deleted ${row.name} and ${removed.files} ${removed.files === 1 ? 'file' : 'files'}`,
        action: { label: 'Undo', run: () => attempt(() => removed.undo()) },
      })
    })
  }

  function name(typed: string): void {
    if (!naming) return
    if (naming.type === 'rename') {
      const to = renamePath(workspace, naming.path, typed)
      view.renameFile(naming.path, to)
      tree.reveal(to)
      setCurrent(to)
    } else if (naming.type === 'folder') {
      const folder = newFolderPath(workspace, naming.folder, typed)
      tree.addPending(folder)
      tree.reveal(folder)
      setCurrent(folder)
    } else {
      view.openFile(createFile(workspace, naming.folder, typed))
    }
    setNaming(undefined)
    focusTree()
  }

  const actions: RowActions = {
    choose(row) {
      setCurrent(row.path)
      if (row.kind === 'file') view.openFile(row.path)
      else tree.toggle(row.path, !row.expanded)
    },
    rename: (path) => setNaming({ type: 'rename', path }),
    remove,
    create(type, folder) {
      tree.toggle(folder, true)
      setNaming({ type, folder })
    },
    menu: setMenu,
    drag(path) {
      setDragged(path)
      setTarget(undefined)
    },
    dragOver: (row) => setTarget(row.kind === 'file' ? dirname(row.path) : row.path),
    drop(data) {
      setTarget(undefined)
      if (bringsFiles(data)) {
        if (!readOnly) void addDropped(workspace, target ?? '', data)
        return
      }
      if (dragged === undefined || target === undefined || dirname(dragged) === target) return
      attempt(() => {
        const to = moveInto(workspace, dragged, target)
        view.renameFile(dragged, to)
        tree.reveal(to)
        setCurrent(to)
      })
    },
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key.length === 1 && event.key !== ' ') {
      const found = typeahead.type(rows, current, event.key)
      if (found !== undefined) setCurrent(found)
      return
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault()
      if (!readOnly) setMenu(current)
      return
    }
    const move = treeMove(rows, current, event.key)
    if (!move) return
    event.preventDefault()
    if (readOnly && (move.type === 'delete' || move.type === 'rename')) return
    const row = rows.find((each) => each.path === move.path)
    if (move.type === 'focus') setCurrent(move.path)
    else if (move.type === 'expand' || move.type === 'collapse') {
      tree.toggle(move.path, move.type === 'expand')
    } else if (move.type === 'open') view.openFile(move.path)
    else if (move.type === 'delete' && row) remove(row)
    else if (move.type === 'rename' && row?.kind !== 'pending') actions.rename(move.path)
  }

  const nameField = (label: string, initial: string, placeholder?: string) => (
    <NameField
      label={label}
      initial={initial}
      {...(placeholder !== undefined && { placeholder })}
      onName={name}
      onCancel={() => {
        setNaming(undefined)
        focusTree()
      }}
    />
  )

  return (
    <div
      ref={box}
      className={styles.drop}
      data-target={target === ''}
      onDragOver={(event) => {
        event.preventDefault()
        setTarget('')
      }}
      onDragLeave={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget as Node | null)) setTarget(undefined)
      }}
      onDrop={(event) => {
        event.preventDefault()
        actions.drop(event.dataTransfer)
      }}
    >
      <VList
        ref={list}
        data={lines}
        itemSize={ROW_HEIGHT}
        role="tree"
        aria-label="Files"
        tabIndex={0}
        aria-activedescendant={currentIndex < 0 ? undefined : `${id}-${currentIndex}`}
        className={styles.tree}
        onKeyDown={onKeyDown}
        onFocus={({ currentTarget }) => {
          // By keyboard only: the list would scroll away under a click, and the click be lost.
          if (current !== undefined || !currentTarget.matches(':focus-visible')) return
          setCurrent(activeFile ?? rows[0]?.path)
        }}
      >
        {(line) => {
          if (line.kind === 'new') {
            const isFile = naming?.type === 'file'
            return (
              <div
                key="new"
                className={styles.newRow}
                style={{ paddingLeft: 8 + (line.level - 1) * 14 }}
              >
                {nameField(
                  isFile ? 'New file' : 'New folder',
                  '',
                  isFile ? 'name.ts or folder/name.ts' : 'folder name',
                )}
              </div>
            )
          }
          return (
            <FileRow
              key={line.path}
              row={line}
              id={`${id}-${rows.indexOf(line)}`}
              isOpen={line.path === activeFile}
              isCurrent={line.path === current}
              isTarget={line.kind !== 'file' && line.path === target}
              isHot={speaksFor(line, writing)}
              isChanged={changed.has(line.path)}
              hasMenu={menu === line.path}
              actions={actions}
              readOnly={readOnly}
              naming={
                naming?.type === 'rename' && naming.path === line.path
                  ? nameField(`Rename ${line.name}`, line.name)
                  : undefined
              }
            />
          )
        }}
      </VList>
    </div>
  )
}
