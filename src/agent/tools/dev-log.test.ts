import { describe, expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { fakeHostState } from '#runtime/fake.ts'
import type { HostPhase, HostState } from '#runtime/host.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { createDevLog } from './dev-log.ts'

function setUp() {
  const store = createStore<HostState>(() =>
    fakeHostState({ phase: { name: 'installing', since: 0, detail: '' } }),
  )
  let append: (chunk: string) => void = () => undefined
  const log = {
    text: () => '',
    onAppend(listener: (chunk: string) => void) {
      append = listener
      return () => undefined
    },
  }
  const workspace = createWorkspace()
  const devLog = createDevLog({ store, log }, workspace, () => 7)
  return {
    devLog,
    workspace,
    print: (text: string) => append(text),
    enter: (phase: HostPhase) => store.setState({ phase }),
  }
}

describe('the errors of install and dev server', () => {
  it('are told block by block', () => {
    const { devLog, print } = setUp()
    print('ready\n\nerror: no such module ./a\n  at src/App.tsx\n\nall fine\n')
    expect(devLog.errors()).toEqual(['error: no such module ./a\n  at src/App.tsx'])
    expect(devLog.lastGrowth()).toBe(7)
  })

  it('are forgotten when the project changes, but not by what a process writes', () => {
    const { devLog, print, workspace } = setUp()
    const write = (path: string) => [{ type: 'write' as const, path, bytes: encodeText('x') }]
    print('error: no\n')
    workspace.apply(write('package-lock.json'), 'runtime')
    expect(devLog.errors()).toHaveLength(1)
    workspace.apply(write('src/App.tsx'), 'agent')
    expect(devLog.errors()).toEqual([])
  })

  it('are forgotten when a new install or a new server begins', () => {
    const { devLog, print, enter } = setUp()
    print('npm error code ETARGET\n')
    enter({ name: 'starting', since: 0, command: 'npm run dev' })
    expect(devLog.errors()).toEqual([])
    print('error: port is taken\n')
    enter({ name: 'installing', since: 0, detail: '' })
    expect(devLog.errors()).toEqual([])
    print('npm error code E404\n')
    enter({ name: 'installing', since: 0, detail: 'another line' })
    expect(devLog.errors()).toHaveLength(1)
  })
})
