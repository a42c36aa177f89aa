import { createAgent, type AgentModel } from '#agent/agent.ts'
import { createConversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import { createHistory } from '#history/create-history.ts'
import { createStreamModel } from '#models/ai-sdk.ts'
import { modelInfo } from '#models/catalogue.ts'
import type { Network } from '#models/network.ts'
import { createSampleModel } from '#models/sample.ts'
import { missingSetting } from '#models/settings.ts'
import type { StreamModel } from '#models/stream.ts'
import { createHost } from '#runtime/host.ts'
import type { Host, RuntimeChoice } from '#runtime/host.ts'
import type { BootRuntime } from '#runtime/runtime.ts'
import { createAutosave } from '#storage/autosave.ts'
import type { Database } from '#storage/database.ts'
import { createGitFiles } from '#storage/git-files.ts'
import { createHistoryStorage } from '#storage/history-storage.ts'
import { loadProject } from '#storage/load-project.ts'
import { createWorkspace, type Workspace } from '#workspace/workspace.ts'
import type { SettingsState } from './app.ts'
import type { SessionOpening } from './create-app.ts'
import { followOwner } from './follow-owner.ts'
import { cleanName } from './naming.ts'
import type { ProjectRecord } from './project.ts'
import { readOnlySession } from './read-only.ts'
import { restoreVersion } from './restore-version.ts'
import type { Session } from './session.ts'
import { keepTurnVersions } from './turn-versions.ts'

export interface SessionDeps {
  readonly database: Database
  /** What there is to run projects on; the embedded engine is one for each project. */
  readonly boots: {
    readonly webcontainer?: BootRuntime
    readonly embedded?: (projectId: string) => BootRuntime
  }
  /** What a project runs on that says nothing itself. */
  readonly runtime: RuntimeChoice
  readonly network: Network
  /** Calls back whenever the page may be about to go away; the answer stops that. */
  readonly onPageHide: (listener: () => void) => () => void
  readonly now: () => number
  readonly randomId: () => string
  /** 0 to 1. */
  readonly random: () => number
}

/**
 * Joins what an open project consists of. Nothing boots before `host.start()`,
 * nothing is sent before a turn, and nothing is stored of a project that
 * another tab owns.
 */
export function createSession(deps: SessionDeps, opening: SessionOpening): Session {
  return opening.readOnly ? createReader(deps, opening) : createOwner(deps, opening)
}

function createOwner(deps: SessionDeps, opening: SessionOpening): Session {
  const { loaded, project, settings, updateProject } = opening
  const { database, network, now } = deps
  const projectId = loaded.record.id
  const workspace = createWorkspace(loaded.files)
  const conversation = createConversation()
  conversation.load(loaded.turns)

  const autosave = createAutosave({
    database,
    loaded,
    workspace,
    now,
    touch: (updatedAt) => updateProject({ updatedAt }),
  })
  const stopFlushing = deps.onPageHide(() => void autosave.flush())
  const stopLastWrite = database.beforeClose(() => autosave.flush())

  const checkpoints = createHistoryStorage(database, projectId)
  const history = createHistory({
    storage: checkpoints,
    workspace,
    now,
    thumbnail: () => project.getState().thumbnail,
  })
  const turnVersions = keepTurnVersions(history, conversation)
  const host = createProjectHost(deps, project.getState(), workspace)
  const agent = createAgent({
    conversation,
    workspace,
    host,
    model: async () => {
      const model = chooseModel(project.getState(), settings.store.getState(), network)
      return { ...model, stream: savedFirst(model.stream, autosave.written) }
    },
    notes: turnVersions.notes,
    onEvent: (event) => {
      autosave.handle(event)
      turnVersions.handle(event)
    },
    now,
    newId: deps.randomId,
    random: deps.random,
  })

  async function saved(): Promise<void> {
    await autosave.flush()
    const saving = autosave.store.getState()
    if (saving.name !== 'failed') return
    const { kind, message, hint } = saving.failure
    throw new Failure(kind, message, hint === undefined ? {} : { hint })
  }

  return {
    project,
    workspace,
    conversation,
    agent,
    host,
    history,
    gitFiles: createGitFiles(database, projectId),
    readOnly: false,
    saving: autosave.store,
    retrySave: autosave.retry,
    saved,
    chooseRuntime: async (choice) => {
      host.choose(choice)
      await updateProject({ runtime: choice })
    },
    saveVersion: async (name) => {
      const cleaned = cleanName(name)
      if (cleaned !== '') return history.keep({ type: 'saved', name: cleaned })
      throw new Failure('invalid', 'A version needs a name.', { hint: 'Type at least one letter.' })
    },
    restoreVersion: (version, options = {}) =>
      restoreVersion({ history, checkpoints, conversation, agent }, version, options),
    setPublished: async (published) => {
      await updateProject({ published: { ...project.getState().published, ...published } })
    },
    setThumbnail: (thumbnail) => {
      if (thumbnail === project.getState().thumbnail) return
      // Only a picture: without room for it, the old one stays, and autosave reports a full disk.
      updateProject({ thumbnail }).catch(() => undefined)
    },
    close: async () => {
      try {
        await agent.stop()
        await host.dispose()
      } finally {
        // Whatever went wrong before, what was made must be stored.
        stopFlushing()
        stopLastWrite()
        await autosave.close()
        await history.close()
      }
      await saved()
    },
  }
}

/** A project that another tab owns: follows what is stored of it, and stores nothing. */
function createReader(deps: SessionDeps, opening: SessionOpening): Session {
  const { loaded, project } = opening
  const { database } = deps
  const { id } = loaded.record
  const workspace = createWorkspace(loaded.files)
  const conversation = createConversation()
  conversation.load(loaded.turns)
  const host = createProjectHost(deps, project.getState(), workspace)
  const storage = createHistoryStorage(database, id)
  const history = createHistory({
    storage,
    workspace,
    now: deps.now,
    thumbnail: () => project.getState().thumbnail,
  })
  const follower = followOwner({
    workspace,
    conversation,
    load: async () => {
      const [stored, [head], { branch }] = await Promise.all([
        loadProject(database, id),
        storage.checkpoints({ limit: 1 }),
        storage.head(),
      ])
      history.store.setState(({ revision }) => ({ head, branch, revision: revision + 1 }))
      return stored
    },
  })
  const stopFollowing = opening.onStored(follower.stored)
  follower.stored() // what came between reading the project and here

  const parts = {
    project,
    workspace,
    conversation,
    host,
    history,
    gitFiles: createGitFiles(database, id),
    close: async () => {
      stopFollowing()
      follower.stop()
      await host.dispose()
      await history.close()
    },
  }
  return readOnlySession(
    parts,
    () =>
      new Failure('conflict', 'This project is open in another tab.', {
        hint: 'Change it there, or close it there: then it can be changed here.',
      }),
  )
}

function createProjectHost(deps: SessionDeps, record: ProjectRecord, workspace: Workspace): Host {
  const { webcontainer, embedded } = deps.boots
  return createHost({
    workspace,
    boots: {
      ...(webcontainer && { webcontainer }),
      ...(embedded && { embedded: embedded(record.id) }),
    },
    choice: record.runtime ?? deps.runtime,
    now: deps.now,
  })
}

/** Throws a Failure that says what is missing in Settings. */
function chooseModel(
  project: ProjectRecord,
  { model, apiKey }: SettingsState,
  network: Network,
): AgentModel {
  if (project.scripted) return { stream: createSampleModel(), name: 'scripted' }
  const access = { ...model, apiKey }
  const missing = missingSetting(access)
  if (missing) throw missing
  return {
    stream: createStreamModel(access, network),
    name: model.model,
    contextTokens: modelInfo(model)?.contextTokens,
  }
}

/**
 * What a model is told was done is on disk by then, so that a crash cannot make
 * its next step build on work that is lost. When saving fails the turn goes on:
 * the work stays in memory, and the user is told.
 */
function savedFirst(stream: StreamModel, written: () => Promise<void>): StreamModel {
  return async function* (request, signal) {
    await written()
    yield* stream(request, signal)
  }
}
