import { describe, expect, it } from 'vitest'
import { createWorkspace, encodeText } from '#workspace/workspace.ts'
import { createFile, moveInto, newFolderPath, removePath, renamePath } from './operations.ts'

const project = () =>
  createWorkspace(
    new Map(
      ['src/App.tsx', 'src/lib/a.ts', 'src/lib/b.ts'].map((path) => [path, encodeText(path)]),
    ),
  )

describe('file operations', () => {
  it('creates a file with the folders in its name', () => {
    const workspace = project()
    expect(createFile(workspace, 'src', 'hooks/useDay.ts')).toBe('src/hooks/useDay.ts')
    expect(workspace.text('src/hooks/useDay.ts')).toBe('')
  })

  it('refuses a name that is taken and one that leaves the project', () => {
    const workspace = project()
    expect(() => createFile(workspace, 'src', 'App.tsx')).toThrow('already exists')
    expect(() => createFile(workspace, 'src', '../x')).toThrow('".."')
    expect(() => newFolderPath(workspace, 'src', 'lib')).toThrow('already exists')
    expect(() => newFolderPath(workspace, '', 'src/App.tsx')).toThrow('already exists')
  })

  it('renames and moves folders with everything in them', () => {
    const workspace = project()
    renamePath(workspace, 'src/lib', 'core')
    moveInto(workspace, 'src/core', '')
    expect(workspace.paths()).toEqual(['core/a.ts', 'core/b.ts', 'src/App.tsx'])
  })

  it('leaves everything as it is when the name did not change', () => {
    const workspace = project()
    renamePath(workspace, 'src/App.tsx', 'App.tsx')
    expect(workspace.store.getState().revision).toBe(0)
  })

  it('brings a deleted folder back, but not over newer files', () => {
    const workspace = project()
    const removed = removePath(workspace, 'src/lib')
    expect(removed.files).toBe(2)
    workspace.apply([{ type: 'write', path: 'src/lib/a.ts', bytes: encodeText('newer') }], 'agent')
    removed.undo()
    expect(workspace.text('src/lib/a.ts')).toBe('newer')
    expect(workspace.text('src/lib/b.ts')).toBe('src/lib/b.ts')
  })
})
