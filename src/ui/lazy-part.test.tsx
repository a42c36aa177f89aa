// @vitest-environment happy-dom
import { act } from 'react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ErrorBoundary } from './error-boundary.tsx'
import { createFakeApp } from './fake-app.ts'
import { lazyPart, type PartModule } from './lazy-part.tsx'
import { render, settle, unmount } from './test-page.tsx'

const Waiting = () => <p>Waiting</p>
const Clock = ({ hour }: { readonly hour: number }) => <p>It is {hour}</p>
const text = () => document.body.textContent

afterEach(unmount)

describe('a part whose code comes when it is shown', () => {
  it('is asked for once, waited for, and there at once the next time', async () => {
    let arrive: (module: PartModule<{ readonly hour: number }>) => void = () => undefined
    const load = vi.fn(
      () => new Promise<PartModule<{ readonly hour: number }>>((resolve) => (arrive = resolve)),
    )
    const Part = lazyPart(load, Waiting)
    expect(load).not.toHaveBeenCalled()
    await render(createFakeApp(), <Part hour={7} />)
    expect(text()).toContain('Waiting')
    await act(async () => arrive({ default: Clock }))
    expect(text()).toContain('It is 7')
    await unmount()
    await render(createFakeApp(), <Part hour={8} />)
    expect(text()).toContain('It is 8')
    expect(load).toHaveBeenCalledOnce()
  })

  it('that cannot be fetched is told by the boundary around it, and fetched anew the next time', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined) // React repeats what is caught
    const load = vi.fn(() => Promise.resolve({ default: Clock }))
    load.mockRejectedValueOnce(new Error('no chunk'))
    const Part = lazyPart(load)
    const page = (
      <ErrorBoundary what="The clock">
        <Part hour={7} />
      </ErrorBoundary>
    )
    await render(createFakeApp(), page)
    await settle(() => expect(text()).toContain('The clock could not be shown'))
    await unmount()
    await render(createFakeApp(), page)
    await settle(() => expect(text()).toContain('It is 7'))
    vi.restoreAllMocks()
  })
})
