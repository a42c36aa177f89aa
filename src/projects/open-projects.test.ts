import { describe, expect, it, vi } from 'vitest'
import { createOpenProjects } from './open-projects.ts'

function session(close: () => Promise<void> = () => Promise.resolve()) {
  return { close: vi.fn(close) }
}

describe('open projects', () => {
  it('gives the open session again, also while it is still opening', async () => {
    const start = vi.fn(() => Promise.resolve(session()))
    const { open } = createOpenProjects(start)
    const first = open('a')
    expect(open('a')).toBe(first)
    await first
    expect(await open('a')).toBe(await first)
    expect(await open('b')).not.toBe(await first)
    expect(start).toHaveBeenCalledTimes(2)
  })

  it('opens anew only after the last session has finished closing', async () => {
    let finish: () => void = () => undefined
    const slow = session(() => new Promise((resolve) => (finish = resolve)))
    const start = vi.fn().mockResolvedValueOnce(slow).mockResolvedValueOnce(session())
    const { open } = createOpenProjects<typeof slow>(start)
    const closed = (await open('a')).close()
    const again = open('a')
    await Promise.resolve()
    expect(start).toHaveBeenCalledTimes(1)
    finish()
    await closed
    await again
    expect(start).toHaveBeenCalledTimes(2)
  })

  it('closes a session once, and a stale one does not touch its successor', async () => {
    const first = session()
    const second = session()
    const start = vi.fn().mockResolvedValueOnce(first).mockResolvedValueOnce(second)
    const projects = createOpenProjects<typeof first>(start)
    const stale = await projects.open('a')
    await Promise.all([stale.close(), stale.close()])
    const fresh = await projects.open('a')
    await stale.close()
    expect(first.close).toHaveBeenCalledTimes(1)
    expect(await projects.open('a')).toBe(fresh)
    await projects.close('a')
    expect(second.close).toHaveBeenCalledTimes(1)
    await projects.close('never opened')
  })

  it('tries again after a project could not be opened', async () => {
    const start = vi.fn().mockRejectedValueOnce(new Error('no')).mockResolvedValue(session())
    const projects = createOpenProjects<ReturnType<typeof session>>(start)
    await expect(projects.open('a')).rejects.toThrow('no')
    await projects.open('a')
    expect(start).toHaveBeenCalledTimes(2)
  })

  it('opens nothing older over a session that could not save, until it could', async () => {
    let full = true
    const unsaved = session(() =>
      full ? Promise.reject(new Error('not saved')) : Promise.resolve(),
    )
    const start = vi.fn().mockResolvedValueOnce(unsaved).mockResolvedValue(session())
    const projects = createOpenProjects<typeof unsaved>(start)
    await projects.open('a')
    await expect(projects.close('a')).rejects.toThrow('not saved')
    await expect(projects.open('a')).rejects.toThrow('not saved')
    expect(start).toHaveBeenCalledTimes(1)
    full = false
    await projects.open('a')
    expect(start).toHaveBeenCalledTimes(2)
    expect(unsaved.close).toHaveBeenCalledTimes(3)
  })
})
