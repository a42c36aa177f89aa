// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { Failure } from '#failure.ts'
import type { Session } from '#projects/session.ts'
import type { GitRef } from '#publish/git/git.ts'
import { createMemoryFiles } from '#publish/git/memory-files.ts'
import '#publish/git/remote.ts' // so that it is there when it is asked for
import { SessionContext } from '../../context.ts'
import { createFakeApp } from '../../fake-app.ts'
import { button, press, render, unmount } from '../../test-page.tsx'
import { useGit } from './use-git.ts'

function Page() {
  const { view, failure, retry } = useGit()
  return (
    <main>
      {view?.branches.map(({ name }) => name)} {failure?.message}
      <button onClick={retry}>Try again</button>
    </main>
  )
}

/** Opens a project whose branches are what `branches` says. */
async function open(branches: () => Promise<readonly GitRef[]>) {
  const store = createStore(() => ({ branch: 'main', head: undefined, revision: 0 }))
  const history = { store, branches, tags: () => Promise.resolve([]) }
  const session = { history, gitFiles: createMemoryFiles() } as unknown as Session
  await render(
    createFakeApp(),
    <SessionContext value={session}>
      <Page />
    </SessionContext>,
  )
  return { change: () => act(() => store.setState({ revision: 1 })) }
}

const shown = () => document.querySelector('main')?.firstChild?.textContent
const page = () => document.querySelector('main')?.textContent
const branch = (name: string): readonly GitRef[] => [{ name, commit: 'a'.repeat(40) }]

/** Git's code is loaded and the files are read outside of what React waits for. */
const becomes = (expectation: () => void) =>
  vi.waitFor(async () => {
    await pass()
    expectation()
  })
/** Whoever waited for what is there by now has gone on after it. */
const pass = () => act(() => new Promise(setImmediate))

afterEach(unmount)

describe('the repository of an open project', () => {
  it('is read again after a failure', async () => {
    const branches = vi.fn(() => Promise.resolve(branch('main')))
    branches.mockRejectedValueOnce(new Failure('storage', 'It is broken.'))
    await open(branches)
    await becomes(() => expect(page()).toContain('It is broken.'))
    await press(button('Try again'))
    await becomes(() => expect(page()).toContain('main'))
    expect(page()).not.toContain('It is broken.')
  })

  it('is shown as it was read last, also when an older answer comes later', async () => {
    const answers: ((refs: readonly GitRef[]) => void)[] = []
    const { change } = await open(() => new Promise((resolve) => answers.push(resolve)))
    await becomes(() => expect(answers).toHaveLength(1))
    change()
    await becomes(() => expect(answers).toHaveLength(2))
    answers[1]?.(branch('new'))
    await becomes(() => expect(shown()).toBe('new'))
    answers[0]?.(branch('old'))
    await pass()
    expect(shown()).toBe('new')
  })
})
