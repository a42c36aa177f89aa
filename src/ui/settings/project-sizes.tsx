import { Trash2 } from 'lucide-react'
import { useStore } from 'zustand'
import type { StorageUse } from '#projects/app.ts'
import type { ProjectRecord } from '#projects/project.ts'
import { byteSize } from '../byte-size.ts'
import { useApp } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { showFailure, showToast } from '../controls/toasts.ts'
import styles from './storage.module.css'

interface ProjectSizesProps {
  readonly use: StorageUse
  readonly onDeleted: () => void
}

/** The projects by what they take, the largest first. */
export function ProjectSizes({ use, onDeleted }: ProjectSizesProps) {
  const app = useApp()
  const projects = useStore(app.projects, (state) => state.projects)
  const size = ({ id }: ProjectRecord) => use.projects.get(id) ?? 0
  const sorted = projects.toSorted((a, b) => size(b) - size(a) || a.name.localeCompare(b.name))
  const largest = Math.max(1, ...sorted.map(size))

  async function remove({ id, name }: ProjectRecord) {
    try {
      await app.deleteProject(id)
      if (location.hash.startsWith(`#/p/${encodeURIComponent(id)}`)) location.assign('#/')
      onDeleted()
      const undo = () => void app.restoreProject(id).then(onDeleted, showFailure)
      showToast({ message: `Deleted “${name}”`, action: { label: 'Undo', run: undo } })
    } catch (error) {
      showFailure(error)
    }
  }

  if (sorted.length === 0) return null
  return (
    <section className={styles.section} aria-labelledby="sizes">
      <h3 id="sizes" className={styles.heading}>
        Projects
      </h3>
      <ul className={styles.sizes} role="list">
        {sorted.map((project) => (
          <li key={project.id}>
            <span className={styles.name} title={project.name}>
              {project.name}
            </span>
            <span className={styles.bar} aria-hidden>
              <i style={{ width: `${(100 * size(project)) / largest}%` }} />
            </span>
            <span className={styles.figure}>{byteSize(size(project))}</span>
            <Button
              variant="ghost"
              size="s"
              iconOnly
              icon={Trash2}
              label={`Delete ${project.name}`}
              onClick={() => void remove(project)}
            />
          </li>
        ))}
      </ul>
      <p className={styles.small}>
        A deleted project can be brought back for an hour; its space is free after that.
      </p>
    </section>
  )
}
