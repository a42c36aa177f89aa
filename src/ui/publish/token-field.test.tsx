// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import { createFakeApp } from '../fake-app.ts'
import { button, field, fill, press, render, unmount } from '../test-page.tsx'
import { TokenField } from './token-field.tsx'
import { useToken } from './use-token.ts'

function Page() {
  return <TokenField label="GitHub token" token={useToken('github')} help="Make one." />
}

/** Its storage refuses until `mend` is called. */
function brokenApp() {
  const app = createFakeApp()
  const { save } = app.tokens
  let broken = true
  const tokens: typeof app.tokens = {
    ...app.tokens,
    save: (name, token) =>
      broken
        ? Promise.reject(new Failure('storage', 'The disk is full.', { hint: 'Free some.' }))
        : save(name, token),
  }
  return { app: { ...app, tokens }, mend: () => (broken = false) }
}

const alert = () => document.querySelector('[role=alert]')?.textContent

afterEach(unmount)

describe('a token that is typed', () => {
  it('stays, with the reason beside it, when it cannot be stored', async () => {
    const { app, mend } = brokenApp()
    await render(app, <Page />)
    await fill(field('GitHub token'), 'secret')
    await press(button('Save'))
    expect(field('GitHub token').value).toBe('secret')
    expect(alert()).toContain('The disk is full.')
    expect(alert()).toContain('Free some.')

    mend()
    await press(button('Save'))
    expect(app.tokenStore.get('github')).toBe('secret')
    expect(document.body.textContent).toContain('GitHub token saved')
    expect(alert()).toBeUndefined()
  })

  it('is not forgotten when that cannot be stored, and the reason is told', async () => {
    const { app } = brokenApp()
    app.tokenStore.set('github', 'secret')
    await render(app, <Page />)
    await press(button('Forget'))
    expect(document.body.textContent).toContain('GitHub token saved')
    expect(alert()).toContain('The disk is full.')
  })
})
