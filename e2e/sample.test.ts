import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createAgent, type Agent } from '#agent/agent.ts'
import { createConversation, type Conversation } from '#agent/conversation.ts'
import { Failure } from '#failure.ts'
import { createSampleModel, samplePrompt, sampleSteps, sampleTemplate } from '#models/sample.ts'
import { loadTemplate } from '#projects/templates.ts'
import { fakeHostState } from '#runtime/fake.ts'
import type { Host, HostState } from '#runtime/host.ts'
import { createWorkspace, decodeText, type FileTree, type Workspace } from '#workspace/workspace.ts'
import { applySample } from './apply-sample.ts'

const atOnce = { charactersPerSecond: Infinity, pause: 0 }

it('applies to its template, with every edit in place and no new package', async () => {
  const template = await loadTemplate(sampleTemplate)
  const files = applySample(template, sampleSteps)
  const text = (path: string) => decodeText(files.get(path) ?? new Uint8Array())
  expect(text('index.html')).toContain('<title>Daybook</title>')
  expect(text('src/index.css')).toContain('--font-display')
  expect(files.get('package.json')).toBe(template.get('package.json'))

  for (const [path, bytes] of files) {
    const source = decodeText(bytes)
    if (!path.startsWith('src/') || source === undefined) continue
    for (const [, imported = ''] of source.matchAll(/from '\.\/([^']+)'/g)) {
      expect([...files.keys()]).toContain(`src/${imported}`)
    }
  }
})

it('says first that no model is called', async () => {
  const model = createSampleModel(atOnce)
  const request = {
    instructions: '',
    messages: [{ role: 'user' as const, content: '' }],
    tools: [],
  }
  let said = ''
  for await (const event of model(request, new AbortController().signal)) {
    if (event.type === 'text-delta') said += event.delta
  }
  expect(said).toMatch(/^This is a scripted sample: no model is called/)
})

it('calls every tool that a person should see', () => {
  const tools = sampleSteps.flat().flatMap((part) => (part.type === 'call' ? [part.tool] : []))
  expect(new Set(tools)).toEqual(new Set(['list', 'read', 'write', 'edit', 'check']))
})

const noRuntime: Pick<Host, 'store' | 'log' | 'ready' | 'flushed'> = {
  store: createStore<HostState>(() => fakeHostState({ phase: { name: 'idle' }, kind: undefined })),
  log: { text: () => '', onAppend: () => () => undefined },
  ready: () => Promise.reject(new Failure('unsupported', 'There is no runtime in this test.')),
  flushed: () => Promise.resolve(),
}

function sampleAgent(
  workspace: Workspace,
  conversation: Conversation,
  onEvent: (agent: Agent) => void = () => undefined,
): Agent {
  const agent: Agent = createAgent({
    conversation,
    workspace,
    host: noRuntime,
    model: () => Promise.resolve({ stream: createSampleModel(atOnce), name: 'scripted' }),
    onEvent: () => onEvent(agent),
    now: Date.now,
    newId: () => crypto.randomUUID(),
    random: Math.random,
  })
  return agent
}

const texts = (files: FileTree) =>
  Object.fromEntries([...files].map(([path, bytes]) => [path, decodeText(bytes)]))

const lastTurn = (conversation: Conversation) => conversation.store.getState().turns.at(-1)

it('runs to its end through the real loop and tools, and then says that no model is called', async () => {
  const template = await loadTemplate(sampleTemplate)
  const workspace = createWorkspace(template)
  const conversation = createConversation()
  const agent = sampleAgent(workspace, conversation)
  await agent.send(samplePrompt)
  expect(lastTurn(conversation)?.turn).toMatchObject({ status: 'done', failure: undefined })
  expect(texts(workspace.snapshot())).toEqual(texts(applySample(template, sampleSteps)))

  await agent.send('Make it blue')
  expect(lastTurn(conversation)?.parts.at(-1)).toMatchObject({
    kind: 'text',
    text: expect.stringContaining('no model is called') as string,
  })
  expect(texts(workspace.snapshot())).toEqual(texts(applySample(template, sampleSteps)))
})

it('comes to the same end when it is stopped and the page reloaded at any moment', async () => {
  const template = await loadTemplate(sampleTemplate)
  const workspace = createWorkspace(template)
  const conversation = createConversation()
  let events = 0
  // Each agent stands for one life of the page: what it has read is forgotten with it.
  const stopEvery = (count: number) => (agent: Agent) => {
    events += 1
    if (events % count === 0) void agent.stop()
  }
  await sampleAgent(workspace, conversation, stopEvery(89)).send(samplePrompt)
  for (let lives = 0; lastTurn(conversation)?.turn.status === 'stopped'; lives++) {
    expect(lives).toBeLessThan(100)
    await sampleAgent(workspace, conversation, stopEvery(997)).resume()
  }
  expect(lastTurn(conversation)?.turn.status).toBe('done')
  expect(texts(workspace.snapshot())).toEqual(texts(applySample(template, sampleSteps)))
})
