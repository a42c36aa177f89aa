import { describe, expect, it } from 'vitest'
import { createWorkbenchView } from './view.ts'

describe('workbench view', () => {
  it('keeps the sheet on its tab while a phone shows the chat or the output', () => {
    const view = createWorkbenchView()
    view.showView('code')
    view.showView('chat')
    expect(view.store.getState()).toMatchObject({ view: 'chat', sheet: 'code' })
  })

  it('opens the drawer when the output is asked for', () => {
    const view = createWorkbenchView()
    view.showView('output')
    expect(view.store.getState().drawerOpen).toBe(true)
  })

  it('closing the history goes back to what was shown before it', () => {
    const view = createWorkbenchView()
    view.showView('code')
    view.showView('chat')
    view.showHistory(4)
    expect(view.store.getState()).toMatchObject({
      view: 'history',
      sheet: 'history',
      historyOpen: true,
      version: 4,
    })
    view.closeHistory()
    expect(view.store.getState()).toMatchObject({
      view: 'chat',
      sheet: 'code',
      historyOpen: false,
    })
  })

  it('closing the history from another view stays there', () => {
    const view = createWorkbenchView()
    view.showHistory()
    view.showView('code')
    view.closeHistory()
    expect(view.store.getState()).toMatchObject({ view: 'code', sheet: 'code' })
  })

  it('keeps the chosen version when the history is shown again', () => {
    const view = createWorkbenchView()
    view.showHistory(4)
    view.showView('preview')
    view.showView('history')
    expect(view.store.getState().version).toBe(4)
  })

  it('opens a file once, brings the code up and asks for the line', () => {
    const view = createWorkbenchView()
    view.openFile('src/App.tsx')
    view.openFile('src/App.tsx', 12)
    expect(view.store.getState()).toMatchObject({
      view: 'code',
      sheet: 'code',
      openFiles: ['src/App.tsx'],
      reveal: { path: 'src/App.tsx', line: 12 },
    })
  })

  it('closing the active file shows its right neighbour, else the left one', () => {
    const view = createWorkbenchView()
    for (const path of ['a', 'b', 'c']) view.openFile(path)
    view.openFile('b')
    view.closeFile('b')
    expect(view.store.getState().activeFile).toBe('c')
    view.closeFile('c')
    expect(view.store.getState().activeFile).toBe('a')
    view.closeFile('a')
    expect(view.store.getState()).toMatchObject({ openFiles: [], activeFile: undefined })
  })

  it('follows the agent only on the code view', () => {
    const view = createWorkbenchView()
    view.followFile('a')
    expect(view.store.getState().activeFile).toBeUndefined()
    view.showView('code')
    view.followFile('a')
    expect(view.store.getState().activeFile).toBe('a')
  })

  it('stops following once a file was chosen, until the next turn', () => {
    const view = createWorkbenchView()
    view.openFile('mine')
    view.followFile('a')
    expect(view.store.getState().activeFile).toBe('mine')
    view.followAgain()
    view.followFile('a')
    expect(view.store.getState().activeFile).toBe('a')
  })

  it('keeps the tabs of a moved folder open', () => {
    const view = createWorkbenchView()
    view.openFile('src/a.ts')
    view.openFile('srcs.ts')
    view.renameFile('src', 'lib')
    expect(view.store.getState().openFiles).toEqual(['lib/a.ts', 'srcs.ts'])
  })
})
