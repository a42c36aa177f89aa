import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ProjectRecord } from '#projects/project.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { classes } from '../controls/classes.ts'
import { Mark } from '../controls/mark.tsx'
import { Menu, MenuItem, MenuLine } from '../controls/menu.tsx'
import { TabHead } from '../controls/tab-head.tsx'
import { thumbnailSource } from '../controls/thumbnail.ts'
import { projectHue } from './project-hue.ts'
import { relativeTime } from './relative-time.ts'
import { templateName } from './template-name.ts'
import styles from './project-card.module.css'

export interface ProjectCardProps {
  readonly project: ProjectRecord
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly onRename: () => void
  readonly onDuplicate: () => void
  readonly onDelete: () => void
}

/** A project as a tab on its sheet. The whole card is its link; the menu lies above. */
export function ProjectCard({ project, now, onRename, onDuplicate, onDelete }: ProjectCardProps) {
  const { templates } = useApp()
  const [menuOpen, setMenuOpen] = useState(false)
  const { id, name, template, openedAt, scripted } = project
  const kind = scripted ? 'Scripted sample' : templateName(templates, template)

  return (
    <li className={classes(styles.card, menuOpen && styles.held)}>
      <a
        className={styles.link}
        href={`#/p/${encodeURIComponent(id)}`}
        aria-label={name}
        title={name}
      />
      <TabHead className={styles.tab}>
        <i
          className={styles.square}
          style={{ background: `oklch(0.6 0.12 ${projectHue(id)})` }}
          aria-hidden
        />
        <span className={styles.name} aria-hidden>
          {name}
        </span>
      </TabHead>
      <div className={styles.menu}>
        <Menu
          align="end"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          trigger={
            <Button variant="ghost" size="s" iconOnly icon={Ellipsis} label={`More for ${name}`} />
          }
        >
          <MenuItem icon={Pencil} onSelect={onRename}>
            Rename
          </MenuItem>
          <MenuItem icon={Copy} onSelect={onDuplicate}>
            Duplicate
          </MenuItem>
          <MenuLine />
          <MenuItem icon={Trash2} tone="bad" onSelect={onDelete}>
            Delete
          </MenuItem>
        </Menu>
      </div>
      <div className={styles.thumb}>
        <Picture project={project} />
      </div>
      <p className={styles.meta}>
        {relativeTime(openedAt, now)} · {kind}
      </p>
    </li>
  )
}

function Picture({ project: { thumbnail } }: Pick<ProjectCardProps, 'project'>) {
  if (thumbnail === undefined) {
    return (
      <div className={styles.empty}>
        <Mark />
      </div>
    )
  }
  return <img src={thumbnailSource(thumbnail)} alt="" loading="lazy" draggable={false} />
}
