import { describe, expect, it, vi } from 'vitest'
import { createBrowserLocks } from './fake-locks.ts'
import { createProjectLocks } from './project-locks.ts'

function openTabs() {
  const browser = createBrowserLocks()
  return [createProjectLocks(browser), createProjectLocks(browser), createProjectLocks(browser)]
}

describe('a project', () => {
  it('belongs to the tab that opened it first, until that lets it go', async () => {
    const [first, second] = openTabs()
    const release = await first?.take('p1')
    expect(release).toBeTypeOf('function')
    expect(await second?.take('p1')).toBeUndefined()
    expect(await second?.take('p2')).toBeTypeOf('function')
    release?.()
    await vi.waitFor(async () => expect(await second?.take('p1')).toBeTypeOf('function'))
  })

  it('goes to the tab that waited longest', async () => {
    const [first, second, third] = openTabs()
    const release = await first?.take('p1')
    const freed = vi.fn()
    const passedBy = vi.fn()
    second?.whenFree('p1', freed)
    third?.whenFree('p1', passedBy)
    release?.()
    await vi.waitFor(() => expect(freed).toHaveBeenCalledOnce())
    expect(await third?.take('p1')).toBeUndefined()
    expect(await second?.take('p1')).toBeTypeOf('function')
    expect(passedBy).not.toHaveBeenCalled()
  })

  it('goes on to the next when the tab whose turn it is does not take it', async () => {
    vi.useFakeTimers()
    const [first, second, third] = openTabs()
    const release = await first?.take('p1')
    second?.whenFree('p1', () => undefined)
    const freed = vi.fn()
    third?.whenFree('p1', freed)
    release?.()
    await vi.advanceTimersByTimeAsync(1_999)
    expect(freed).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(freed).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })

  it('is not given to a tab that has stopped waiting', async () => {
    const [first, second, third] = openTabs()
    const release = await first?.take('p1')
    const freed = vi.fn()
    const stop = second?.whenFree('p1', freed)
    stop?.()
    release?.()
    await vi.waitFor(async () => expect(await third?.take('p1')).toBeTypeOf('function'))
    expect(freed).not.toHaveBeenCalled()
  })

  it('belongs to every tab where the browser has no locks', async () => {
    const locks = createProjectLocks(undefined)
    expect(await locks.take('p1')).toBeTypeOf('function')
    expect(await locks.take('p1')).toBeTypeOf('function')
    const freed = vi.fn()
    locks.whenFree('p1', freed)()
    expect(freed).not.toHaveBeenCalled()
  })
})
