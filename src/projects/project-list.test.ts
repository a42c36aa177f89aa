import { describe, expect, it, vi } from 'vitest'
import { createProjectList } from './project-list.ts'
import type { ProjectRecord } from './project.ts'

function record(id: string, change: Partial<ProjectRecord> = {}): ProjectRecord {
  return {
    id,
    name: id,
    template: 'react-ts',
    createdAt: 1,
    updatedAt: 1,
    openedAt: 1,
    thumbnail: undefined,
    deletedAt: undefined,
    scripted: false,
    ...change,
  }
}

const idsIn = (list: ReturnType<typeof createProjectList>) =>
  list.store.getState().projects.map(({ id }) => id)

describe('the project list', () => {
  it('shows the last opened first and leaves out the deleted', async () => {
    const stored = [record('a'), record('b', { openedAt: 2 }), record('c', { deletedAt: 3 })]
    const list = createProjectList({ list: () => Promise.resolve(stored) })
    expect(list.store.getState().loaded).toBe(false)
    await list.refresh()
    expect(idsIn(list)).toEqual(['b', 'a'])
    list.show(record('c'))
    list.show(record('b', { deletedAt: 4 }))
    expect(idsIn(list)).toEqual(['a', 'c'])
  })

  it('does not hide a project that was made while the list was being read', async () => {
    let answer: (records: ProjectRecord[]) => void = () => undefined
    const read = vi
      .fn<() => Promise<ProjectRecord[]>>()
      .mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)))
      .mockResolvedValueOnce([record('a'), record('new')])
    const list = createProjectList({ list: read })
    const refreshed = list.refresh()
    list.show(record('new'))
    answer([record('a')])
    await refreshed
    expect(idsIn(list)).toEqual(['a', 'new'])
  })

  it('keeps what it shows when it cannot be read anew, says why, and recovers', async () => {
    const read = vi.fn(() => Promise.resolve([record('a')]))
    const list = createProjectList({ list: read })
    await list.refresh()
    read.mockRejectedValueOnce(new Error('broken'))
    await list.refresh()
    expect(idsIn(list)).toEqual(['a'])
    expect(list.store.getState().failure).toMatchObject({ kind: 'storage', message: 'broken' })
    await list.refresh()
    expect(list.store.getState().failure).toBeUndefined()
  })

  it('tells followers of one project, until they leave', async () => {
    const list = createProjectList({ list: () => Promise.resolve([record('a'), record('b')]) })
    const heard: string[] = []
    const leave = list.onRecord('a', ({ name }) => heard.push(name))
    list.show(record('a', { name: 'renamed' }))
    list.show(record('b'))
    await list.refresh()
    leave()
    list.show(record('a'))
    expect(heard).toEqual(['renamed', 'a'])
  })
})
