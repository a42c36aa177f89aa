import { asFailure, Failure } from '#failure.ts'
import type { Database } from '#storage/database.ts'
import { findOrphans, removeOrphan } from '#storage/orphans.ts'
import type { ProjectLocks } from '#storage/project-locks.ts'
import type { ProjectsStore } from '#storage/projects-store.ts'
import { isGenerated } from '#workspace/paths.ts'
import { createWorkspace, type FileTree } from '#workspace/workspace.ts'
import type { App, ImportedProject } from './app.ts'
import { copyName } from './naming.ts'
import { copiedRecord, IMPORTED, newRecord } from './new-record.ts'
import type { ProjectRecord } from './project.ts'
import type { Session } from './session.ts'

export interface TransferDeps {
  readonly database: Database
  readonly projects: ProjectsStore
  readonly locks: ProjectLocks
  readonly randomId: () => string
  readonly now: () => number
  /** The session of an open project. */
  readonly current: (id: string) => Promise<Session> | undefined
  /** Shows a project that was just stored, here and in other tabs. */
  readonly added: (record: ProjectRecord) => void
  /** The same for any number of them. */
  readonly listChanged: () => Promise<void>
  /** Tells that the newest changes of a project could not be stored. */
  readonly onUnsaved: (session: Session, failure: Failure) => void
}

type Transfers = Pick<
  App,
  'importProject' | 'importRepository' | 'forkProject' | 'backUp' | 'restoreBackup'
> & {
  /** Removes what clones left that a closed or crashed page never ended. Never rejects. */
  readonly removeLeftovers: () => Promise<void>
}

/** How projects come in and go out as wholes. A part that fails leaves nothing behind. */
export function createTransfers(deps: TransferDeps): Transfers {
  const { database, projects } = deps

  async function store(project: ImportedProject, id?: string): Promise<string> {
    const { name, template = IMPORTED, published } = project
    const record = newRecord(deps, { name, template, published, ...(id !== undefined && { id }) })
    await projects.create(record, projectFiles(project.files))
    deps.added(record)
    return record.id
  }

  async function importRepository(fill: Parameters<App['importRepository']>[0]): Promise<string> {
    const id = deps.randomId()
    // Says to other tabs that this is no leftover.
    const release = await deps.locks.take(id)
    try {
      const { createGitFiles } = await import('#storage/git-files.ts')
      return await store(await fill(createGitFiles(database, id)), id)
    } catch (error) {
      // On a disk that fails even now, the next start does it.
      await removeOrphan(database, id).catch(() => undefined)
      throw asFailure(error)
    } finally {
      release?.()
    }
  }

  async function removeLeftovers(): Promise<void> {
    try {
      for (const id of await findOrphans(database)) {
        const release = await deps.locks.take(id)
        if (!release) continue
        await removeOrphan(database, id).finally(release)
      }
    } catch {
      // They take room but do no harm; the next start tries again.
    }
  }

  async function saveOpen(id: string): Promise<void> {
    const session = await deps.current(id)?.catch(() => undefined)
    await session?.saved()
  }

  async function saveAllOpen(): Promise<void> {
    for (const { id } of await projects.list()) {
      const session = await deps.current(id)?.catch(() => undefined)
      // A backup without the last changes is better than none; it says so.
      await session?.saved().catch((error: unknown) => deps.onUnsaved(session, asFailure(error)))
    }
  }

  return {
    removeLeftovers,
    importProject: async (project) => {
      if (project.files.size === 0) {
        throw new Failure('invalid', 'There are no files to import. No project was made.', {
          hint: 'Choose a folder or a zip that holds the source of an app.',
        })
      }
      return store(project)
    },
    importRepository,
    forkProject: async (id, checkpoint) => {
      await saveOpen(id)
      const { forkProject } = await import('#storage/fork-project.ts').catch(partMissing)
      const record = await forkProject(database, id, checkpoint, (original) =>
        copiedRecord(original, { id: deps.randomId(), name: copyName(original.name) }, deps.now()),
      )
      deps.added(record)
      return record.id
    },
    backUp: async () => {
      await saveAllOpen()
      const { backUp } = await import('./backup/back-up.ts').catch(partMissing)
      return backUp(database, deps.now())
    },
    restoreBackup: async (file) => {
      // What is here is compared with what is in the file.
      await saveAllOpen()
      const { restoreBackup } = await import('./backup/restore-backup.ts').catch(partMissing)
      return restoreBackup(database, file, deps.randomId).finally(deps.listChanged)
    },
  }
}

/** Throws Failure 'invalid' for what no project may hold; what tools make is left out. */
function projectFiles(files: FileTree): FileTree {
  const authored = new Map([...files].filter(([path]) => !isGenerated(path)))
  return createWorkspace(authored).snapshot()
}

function partMissing(cause: unknown): never {
  throw new Failure('offline', 'This part of Tabsmith could not be loaded. Nothing was changed.', {
    hint: 'Check the connection and try again.',
    cause,
  })
}
