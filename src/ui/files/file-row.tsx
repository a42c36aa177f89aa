import { Ellipsis, FilePlus, FolderPlus, Pencil, Trash2 } from 'lucide-react'
import type { CSSProperties, ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Dot } from '../controls/dot.tsx'
import { Icon } from '../controls/icon.tsx'
import { Menu, MenuItem, MenuLine } from '../controls/menu.tsx'
import { rowIcon } from './file-icon.ts'
import type { TreeRow } from './tree.ts'
import styles from './files-panel.module.css'

/** What a row can ask of the tree. */
export interface RowActions {
  choose(row: TreeRow): void
  rename(path: string): void
  remove(row: TreeRow): void
  create(type: 'file' | 'folder', folder: string): void
  menu(path: string | undefined): void
  drag(path: string | undefined): void
  dragOver(row: TreeRow): void
  /** A row of the tree, or files from this computer. */
  drop(data: DataTransfer): void
}

interface FileRowProps {
  readonly row: TreeRow
  readonly id: string
  readonly isOpen: boolean
  readonly isCurrent: boolean
  readonly isTarget: boolean
  /** The agent writes this file, or one inside this closed folder. */
  readonly isHot: boolean
  readonly isChanged: boolean
  readonly hasMenu: boolean
  readonly actions: RowActions
  /** Without its menu, and not to be dragged. */
  readonly readOnly: boolean
  /** Stands in for the name while it is being changed. */
  readonly naming: ReactNode
}

export function FileRow(props: FileRowProps) {
  const { row, id, isOpen, isCurrent, isTarget, isHot, isChanged, naming, actions, readOnly } =
    props
  const isFolder = row.kind !== 'file'
  return (
    <div
      id={id}
      role="treeitem"
      aria-label={row.name}
      aria-level={row.level}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-expanded={isFolder ? row.expanded : undefined}
      aria-selected={isOpen}
      title={row.path}
      className={classes(
        styles.row,
        isOpen && styles.isOpen,
        isCurrent && styles.isCurrent,
        isTarget && styles.isTarget,
      )}
      style={{ '--level': row.level - 1 } as CSSProperties}
      draggable={!naming && !readOnly}
      onClick={() => actions.choose(row)}
      onContextMenu={(event) => {
        event.preventDefault()
        if (!readOnly) actions.menu(row.path)
      }}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move'
        event.dataTransfer.setData('text/plain', row.path)
        actions.drag(row.path)
      }}
      onDragEnd={() => actions.drag(undefined)}
      onDragOver={(event) => {
        event.preventDefault()
        event.stopPropagation()
        actions.dragOver(row)
      }}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        actions.drop(event.dataTransfer)
      }}
    >
      <Icon of={rowIcon(row)} size={14} className={styles.icon} />
      {naming ?? (
        <>
          <span className={styles.name}>{row.name}</span>
          {row.kind === 'pending' && <span className={styles.pending}>empty, not kept yet</span>}
          {isHot && <Dot hot title="The agent is writing here" />}
          {!isHot && isChanged && (
            <span className={styles.changed}>
              <Dot title="Changed since you opened the project" />
            </span>
          )}
          {!readOnly && <RowMenu {...props} />}
        </>
      )}
    </div>
  )
}

function RowMenu({ row, hasMenu, actions }: FileRowProps) {
  const isFolder = row.kind !== 'file'
  return (
    // Menu clicks bubble here through the portal; they are not clicks on the row.
    <span className={styles.more} onClick={(event) => event.stopPropagation()} role="presentation">
      <Menu
        open={hasMenu}
        onOpenChange={(open) => actions.menu(open ? row.path : undefined)}
        trigger={
          <Button
            variant="ghost"
            size="s"
            iconOnly
            icon={Ellipsis}
            label={`Actions for ${row.name}`}
            tabIndex={-1}
          />
        }
      >
        {isFolder && (
          <>
            <MenuItem icon={FilePlus} onSelect={() => actions.create('file', row.path)}>
              New file
            </MenuItem>
            <MenuItem icon={FolderPlus} onSelect={() => actions.create('folder', row.path)}>
              New folder
            </MenuItem>
            <MenuLine />
          </>
        )}
        {row.kind !== 'pending' && (
          <MenuItem icon={Pencil} shortcut="F2" onSelect={() => actions.rename(row.path)}>
            Rename
          </MenuItem>
        )}
        <MenuItem icon={Trash2} tone="bad" shortcut="Del" onSelect={() => actions.remove(row)}>
          Delete
        </MenuItem>
      </Menu>
    </span>
  )
}
