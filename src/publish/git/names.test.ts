import { expect, it } from 'vitest'
import { checkRefName, checkRemoteName, checkUrl } from './names.ts'

it.each([
  'git@github.com:me/app.git',
  'ssh://git@host/app.git',
  'git://host/app.git',
  'file:///tmp/app.git',
  'javascript:alert(1)',
  'me/app',
  '',
  'https://me:token@host/app.git',
  'https://token@host/app.git',
  'https://host/app.git?x=1',
  'https://host/app.git#x',
])('refuses the address %j', (url) => {
  expect(() => checkUrl(url)).toThrow(expect.objectContaining({ kind: 'invalid' }) as Error)
})

it('does not repeat a token that was in an address', () => {
  try {
    checkUrl('https://me:ghp_secret@host/app.git')
    expect.unreachable()
  } catch (error) {
    expect(JSON.stringify(error) + String(error)).not.toContain('secret')
  }
})

it('tidies an address', () => {
  expect(checkUrl('  https://Host/me/app.git/ ')).toBe('https://host/me/app.git')
  expect(checkUrl('http://127.0.0.1:3000/app')).toBe('http://127.0.0.1:3000/app')
})

it.each(['', '.x', '-x', 'a b', 'a/b', 'a..b', 'x.lock', 'a"]\n[core', 'é', 'x'.repeat(60)])(
  'refuses the remote %j',
  (name) => {
    expect(() => checkRemoteName(name)).toThrow(
      expect.objectContaining({ kind: 'invalid' }) as Error,
    )
  },
)

it('takes usual names', () => {
  checkRemoteName('origin')
  checkRemoteName('my-fork_2.0')
  checkRefName('feature/größer')
  expect(() => checkRefName('../x')).toThrow()
})
