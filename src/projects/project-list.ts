import { createStore, type StoreApi } from 'zustand/vanilla'
import { asFailure, failureData } from '#failure.ts'
import type { ProjectsStore } from '#storage/projects-store.ts'
import type { ProjectsState } from './app.ts'
import type { ProjectRecord } from './project.ts'

/** How long a deletion can be undone, in milliseconds. */
export const UNDO_MS = 60 * 60 * 1000

/** The home page's list, kept in step with storage. */
export interface ProjectList {
  readonly store: StoreApi<ProjectsState>
  /** Reads the list anew; a failure goes into the store. */
  refresh(): Promise<void>
  /** Shows a record that was just stored. */
  show(record: ProjectRecord): void
  /** Calls `listener` with a project's record whenever it changed. */
  onRecord(id: string, listener: (record: ProjectRecord) => void): () => void
}

export function createProjectList(projects: Pick<ProjectsStore, 'list'>): ProjectList {
  const store = createStore<ProjectsState>(() => ({ loaded: false, projects: [] }))
  const listeners = new Set<(record: ProjectRecord) => void>()
  let records = new Map<string, ProjectRecord>()
  /** Grows with every record shown, so that a slower reading does not hide it. */
  let edition = 0

  function publish(): void {
    const visible = [...records.values()].filter(({ deletedAt }) => deletedAt === undefined)
    store.setState({
      loaded: true,
      failure: undefined,
      projects: visible.sort((a, b) => b.openedAt - a.openedAt || a.name.localeCompare(b.name)),
    })
  }

  async function refresh(): Promise<void> {
    let begun: number
    let read: ProjectRecord[]
    try {
      do {
        begun = edition
        read = await projects.list()
      } while (begun !== edition)
    } catch (error) {
      store.setState({ loaded: true, failure: failureData(asFailure(error, 'storage')) })
      return
    }
    records = new Map(read.map((record) => [record.id, record]))
    publish()
    for (const record of read) tell(record)
  }

  function tell(record: ProjectRecord): void {
    for (const listener of [...listeners]) listener(record)
  }

  return {
    store,
    refresh,
    show: (record) => {
      edition++
      records.set(record.id, record)
      publish()
      tell(record)
    },
    onRecord: (id, listener) => {
      const ofId = (record: ProjectRecord) => {
        if (record.id === id) listener(record)
      }
      listeners.add(ofId)
      return () => listeners.delete(ofId)
    },
  }
}
