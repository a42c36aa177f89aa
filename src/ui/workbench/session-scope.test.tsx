// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createFakeDirectory } from '#projects/import/fake-directory.ts'
import type { Session } from '#projects/session.ts'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { createFakeApp } from '../fake-app.ts'
import { folderSyncs, startSync } from '../publish/download/folder-syncs.ts'
import { render, unmount } from '../test-page.tsx'
import { SessionScope } from './session-scope.tsx'

function fakeSession(workspace = createWorkspace()): Session {
  const conversation = { live: createStore(() => ({})), store: createStore(() => ({ turns: [] })) }
  return {
    workspace,
    conversation,
    agent: { store: createStore(() => ({ busy: false })) },
    host: { clearPreviewErrors: () => undefined, previewShown: () => undefined },
  } as unknown as Session
}

it('ends the sync to a folder when the project closes', async () => {
  const session = fakeSession(createWorkspace(new Map([['a.txt', encodeText('one')]])))
  const folder = createFakeDirectory()
  await render(createFakeApp(), <SessionScope session={session}>the project</SessionScope>)
  await startSync(session, () => Promise.resolve(Object.assign(folder, { name: 'app' })))
  const { sync } = folderSyncs.getState().active.get(session) ?? {}
  await sync?.settled()
  expect(folder.files()).toEqual({ 'a.txt': 'one' })

  await unmount()
  expect(sync?.store.getState().name).toBe('stopped')
  expect(folderSyncs.getState().active.size).toBe(0)
})
