// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { useStore } from 'zustand'
import type { App } from '#projects/app.ts'
import { createFakeApp } from '../fake-app.ts'
import { button, press, render, settle, unmount } from '../test-page.tsx'
import ImportDialog from './import-dialog.tsx'
import { closeImport, importDialog, openImport } from './open.ts'

function Page() {
  const source = useStore(importDialog, (state) => state.source)
  return source && <ImportDialog source={source} />
}

/** A file whose bytes come when `arrive` is called; undefined before somebody asks for them. */
function slowFile() {
  const file = new File(['x'], 'index.html')
  const slow: { readonly file: File; arrive?: () => void } = { file }
  file.arrayBuffer = () =>
    new Promise((resolve) => {
      slow.arrive = () => resolve(new ArrayBuffer(1))
    })
  return slow
}

/** An app that stores a project when `store` is called. */
function slowApp() {
  const app = createFakeApp()
  let store: () => void = () => undefined
  const stored = new Promise<void>((resolve) => {
    store = resolve
  })
  const importProject: App['importProject'] = async (project) => {
    await stored
    return app.importProject(project)
  }
  return { app: { ...app, importProject }, store }
}

const dialog = () => document.querySelector('[role=dialog]')

beforeEach(() => {
  window.location.hash = '#/'
})
afterEach(async () => {
  await unmount()
  closeImport()
})

describe('the import of files', () => {
  it('makes no project when it is cancelled while they are read', async () => {
    const app = createFakeApp()
    const slow = slowFile()
    openImport({ type: 'folder', files: [slow.file] })
    await render(app, <Page />)
    await settle(() => expect(slow.arrive).toBeDefined())
    await press(button('Cancel'))
    expect(dialog()).toBeNull()
    slow.arrive?.()
    await new Promise(setImmediate) // whoever waited for the bytes has gone on by then
    expect(app.imported).toEqual([])
    expect(window.location.hash).toBe('#/')
  })

  it('cannot be left while it is stored, and shows the project then', async () => {
    const { app, store } = slowApp()
    openImport({ type: 'folder', files: [new File(['x'], 'index.html')] })
    await render(app, <Page />)
    await settle(() => expect(dialog()?.textContent).toContain('Storing 1 file…'))
    expect(button('Cancel').disabled).toBe(true)
    await press(button('Close'))
    expect(dialog()).not.toBeNull()

    store()
    await settle(() => expect(window.location.hash).toBe('#/p/made-1'))
    expect(dialog()).toBeNull()
  })
})
