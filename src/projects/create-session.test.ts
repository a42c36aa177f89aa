import 'fake-indexeddb/auto'
import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createFakeBoot } from '#runtime/fake.ts'
import { createDatabase, type Database } from '#storage/database.ts'
import { files, projectRecord } from '#storage/fixtures.ts'
import { loadProject } from '#storage/load-project.ts'
import { createProjectsStore } from '#storage/projects-store.ts'
import { encodeText } from '#workspace/workspace.ts'
import type { Settings, SettingsState } from './app.ts'
import { createSession } from './create-session.ts'
import type { ProjectRecord } from './project.ts'
import type { Session } from './session.ts'

let database: Database
let session: Session
let lastId: number
/** What the model was sent, and what it answers next: a file to write, or only words. */
let requests: string[]
let answers: (readonly [path: string, content: string])[]
let online: boolean
/** Answers wait for it. */
let modelFree: Promise<void>

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory()
  database = createDatabase()
  lastId = 0
  requests = []
  answers = []
  online = true
  modelFree = Promise.resolve()
  await createProjectsStore(database).create(projectRecord(), files('a.ts'))
  session = await open()
})
afterEach(async () => {
  vi.restoreAllMocks()
  await session.close()
})

const settings: SettingsState = {
  loaded: true,
  theme: 'system',
  model: { provider: 'compatible', baseURL: 'http://model.test/v1', model: 'm' },
  apiKey: 'key',
}

/** As the app opens a project. */
async function open(readOnly = false): Promise<Session> {
  const loaded = await loadProject(database, 'p1')
  const project = createStore<ProjectRecord>(() => loaded.record)
  return createSession(
    {
      database,
      boots: { webcontainer: createFakeBoot('hang') },
      runtime: 'auto',
      network: { fetch: answer, online: () => online, origin: 'http://tabsmith.test' },
      onPageHide: () => () => undefined,
      now: () => Date.now(),
      randomId: () => `id${++lastId}`,
      random: () => 0.5,
    },
    {
      loaded,
      project,
      settings: { store: createStore(() => settings) } as Partial<Settings> as Settings,
      readOnly,
      onStored: () => () => undefined,
      updateProject: async (change) => {
        project.setState(await createProjectsStore(database).update('p1', change), true)
      },
    },
  )
}

/** A model behind OpenAI's chat completions. */
const answer: typeof fetch = async (_input, init) => {
  requests.push(typeof init?.body === 'string' ? init.body : '')
  await modelFree
  const file = answers.shift()
  const choice = (delta: unknown, finish: string | null) => ({
    id: 'x',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [{ index: 0, delta, finish_reason: finish }],
  })
  const call = file && {
    index: 0,
    id: `call${requests.length}`,
    type: 'function',
    function: { name: 'write', arguments: JSON.stringify({ path: file[0], content: file[1] }) },
  }
  const chunks = call
    ? [choice({ role: 'assistant', tool_calls: [call] }, null), choice({}, 'tool_calls')]
    : [choice({ role: 'assistant', content: 'Done.' }, null), choice({}, 'stop')]
  const lines = [...chunks.map((chunk) => JSON.stringify(chunk)), '[DONE]']
  return new Response(lines.map((line) => `data: ${line}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  })
}

async function turn(prompt: string, ...written: (readonly [string, string])[]): Promise<void> {
  answers.push(...written)
  await session.agent.send(prompt)
}

const type = (path: string, text: string) =>
  session.workspace.apply([{ type: 'write', path, bytes: encodeText(text) }], 'user')
const versions = async () => (await session.history.list({ limit: 99 })).toReversed()
const causes = async () => (await versions()).map(({ cause }) => cause.type)
/** Versions are written beside the turn. */
const hasCauses = (...wanted: string[]) =>
  vi.waitFor(async () => expect(await causes()).toEqual(wanted))
const rewound = ({ conversation }: Session) =>
  conversation.store.getState().turns.map((view) => view.turn.rewound ?? false)

describe('versions of an open project', () => {
  it('begin with the project as it was made, once', async () => {
    await hasCauses('start')
    await session.close()
    session = await open()
    await session.saveVersion('  Good\nstate ')
    expect((await versions()).map(({ cause }) => cause)).toEqual([
      { type: 'start' },
      { type: 'saved', name: 'Good state' },
    ])
    await expect(session.saveVersion(' ')).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('are made before a turn of what a person changed, and after it of what the agent did', async () => {
    await hasCauses('start')
    type('a.ts', 'typed')
    await turn('Make b\nplease', ['b.ts', 'by the agent'])
    await turn('Only talk')
    await hasCauses('start', 'before-turn', 'turn')
    const [start, before, after] = await versions()
    expect(after?.cause).toMatchObject({ type: 'turn', title: 'Make b' })
    const changed = await session.history.compare(before?.id ?? '', after?.id ?? '')
    expect(changed.map(({ path }) => path)).toEqual(['b.ts'])
    expect(start?.changes.files).toBe(1)
  })

  it('are made of a turn that was stopped, too', async () => {
    await hasCauses('start')
    answers.push(['b.ts', 'by the agent'])
    const { workspace } = session
    workspace.onChange(() => {
      modelFree = new Promise(() => undefined)
    })
    const sent = session.agent.send('go')
    await vi.waitFor(() => expect(requests).toHaveLength(2))
    await session.agent.stop()
    await sent
    await hasCauses('start', 'turn')
  })

  it('never stop a turn when they cannot be written, and are made of it later', async () => {
    await hasCauses('start')
    const put = IDBObjectStore.prototype.put
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args
    ) {
      if (this.name === 'checkpoints') throw new DOMException('full', 'QuotaExceededError')
      return put.apply(this, args)
    })
    await turn('Make b', ['b.ts', 'by the agent'])
    await vi.waitFor(() => expect(session.history.store.getState().failure).toBeDefined())
    expect(session.conversation.store.getState().turns.at(-1)?.turn.status).toBe('done')
    await session.saved()
    vi.restoreAllMocks()
    await turn('Go on')
    await hasCauses('start', 'turn')
    expect((await versions())[1]?.cause).toMatchObject({ title: 'Make b' })
    expect(session.history.store.getState().failure).toBeUndefined()
    type('a.ts', 'typed')
    await turn('And on')
    await hasCauses('start', 'turn', 'before-turn')
  })
})

describe('bringing back a version', () => {
  it('is refused while the agent works', async () => {
    await hasCauses('start')
    const [start] = await versions()
    modelFree = new Promise(() => undefined)
    const sent = session.agent.send('go')
    await vi.waitFor(() => expect(requests).toHaveLength(1))
    const restored = session.restoreVersion(start?.id ?? '')
    await expect(restored).rejects.toMatchObject({ kind: 'conflict' })
    await session.agent.stop()
    await sent
  })

  it('rewinds the conversation with it, if asked, and undoes both, after a reload, too', async () => {
    await turn('Make b', ['b.ts', '1'])
    await turn('Change b', ['b.ts', '2'])
    await hasCauses('start', 'turn', 'turn')
    const first = (await versions())[1]
    const { undo } = await session.restoreVersion(first?.id ?? '', { rewind: true })
    expect(session.workspace.text('b.ts')).toBe('1')
    expect(rewound(session)).toEqual([false, true])
    await session.saved()
    const later = await open()
    expect(rewound(later)).toEqual([false, true])
    await later.close()
    await undo()
    expect(session.workspace.text('b.ts')).toBe('2')
    expect(rewound(session)).toEqual([false, false])
    await session.saved()
  })

  it('is told to the model of the next turn, after a reload, too, and only once', async () => {
    await turn('Make b', ['b.ts', '1'])
    await hasCauses('start', 'turn')
    const [start] = await versions()
    const { checkpoint } = await session.restoreVersion(start?.id ?? '', { paths: ['b.ts'] })
    expect(checkpoint?.cause).toMatchObject({ type: 'restored', paths: ['b.ts'], turns: 1 })
    await session.saveVersion('after it')
    await session.close()
    session = await open()
    requests = []
    await turn('Next')
    await turn('And next')
    const told = requests.map((request) => request.includes('brought back an earlier version'))
    expect(told).toEqual([true, false])
    expect(requests[0]).toContain('these files: b.ts')
  })

  it('is told with those before it that no model was told of', async () => {
    await turn('Make b', ['b.ts', '1'])
    await turn('Make c', ['c.ts', '1'])
    await hasCauses('start', 'turn', 'turn')
    const start = (await versions())[0]?.id ?? ''
    await session.restoreVersion(start, { paths: ['b.ts'] })
    await session.restoreVersion(start, { paths: ['c.ts'] })
    requests = []
    await turn('Next')
    expect(requests[0]).toContain('these files: c.ts, b.ts')
  })
})

describe('a project that another tab owns', () => {
  it('can be looked at, and refuses whatever would change it', async () => {
    await hasCauses('start')
    await session.saveVersion('kept')
    const reader = await open(true)
    const put = vi.spyOn(IDBObjectStore.prototype, 'put')
    const version = (await reader.history.list({ limit: 1 }))[0]?.id ?? ''
    expect([...(await reader.history.files(version)).keys()]).toEqual(['a.ts'])
    const change = { type: 'write', path: 'a.ts', bytes: encodeText('x') } as const
    for (const origin of ['user', 'agent'] as const) {
      expect(() => reader.workspace.apply([change], origin)).toThrow('open in another tab')
    }
    expect(() => reader.agent.rewind([], true)).toThrow('open in another tab')
    const refused = [
      reader.agent.send('hello'),
      reader.agent.resume(),
      reader.saveVersion('x'),
      reader.restoreVersion(version),
      reader.chooseRuntime('embedded'),
      reader.setPublished({}),
      reader.history.keep({ type: 'start' }),
      reader.history.createBranch('x'),
      reader.gitFiles.write('config', new Uint8Array()),
    ]
    for (const refusal of refused) await expect(refusal).rejects.toMatchObject({ kind: 'conflict' })
    reader.workspace.apply([change], 'restore')
    reader.setThumbnail('<svg/>')
    await reader.close()
    expect(put).not.toHaveBeenCalled()
  })
})
