import { describe, expect, it } from 'vitest'
import { Failure } from '#failure.ts'
import type { GitHub, PushRequest } from '#publish/github/github.ts'
import {
  push,
  pushAside,
  pushOnTop,
  repositoryName,
  sideBranch,
  type PushBench,
  type PushPlan,
} from './push.ts'

const theirs = { commit: 'f'.repeat(40), title: 'Their idea', author: 'them', at: 0 }
const known = { owner: 'Me', repo: 'App', branch: 'main', head: 'a'.repeat(40) }
const plan: PushPlan = {
  repository: { type: 'existing', owner: 'me', repo: 'app' },
  branch: 'main',
  message: 'Update',
}

/** A GitHub whose branch `main` is at `head`, and which notes what it was asked. */
function bench(head: string | undefined, part: Partial<PushBench> = {}) {
  const pushes: PushRequest[] = []
  const created: string[] = []
  const refuse = () => Promise.reject(new Failure('bug', 'This was not expected.'))
  const github: GitHub = {
    viewer: refuse,
    repositories: refuse,
    repository: refuse,
    createRepository: ({ name }) =>
      Promise.resolve({
        owner: 'me',
        name,
        private: true,
        description: '',
        defaultBranch: 'main',
        url: '',
        canPush: true,
      }),
    branch: () => Promise.resolve(theirs),
    push: (request) => {
      pushes.push(request)
      if (request.branch === 'main' && request.expectedHead !== head) {
        return Promise.reject(new Failure('conflict', 'main has moved.'))
      }
      return Promise.resolve({ commit: 'b'.repeat(40), unchanged: false, url: '' })
    },
    openPullRequest: ({ from, to }) =>
      Promise.resolve({ number: 1, url: `${from}..${to}`, existed: false }),
    importRepository: refuse,
    publishPages: refuse,
    createGist: refuse,
    readGist: refuse,
  }
  const all: PushBench = {
    github,
    files: new Map(),
    known: undefined,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    onCreated: (owner, repo) => created.push(`${owner}/${repo}`),
    ...part,
  }
  return { all, pushes, created }
}

describe('pushing to GitHub', () => {
  it('tells of a new repository even when the push into it fails', async () => {
    const { all, created } = bench('somewhere else')
    const made: PushPlan = { ...plan, repository: { type: 'new', name: 'tea', private: true } }
    await expect(push(all, made)).resolves.toMatchObject({ type: 'conflict' })
    expect(created).toEqual(['me/tea'])
  })

  it('expects the commit that it last saw, however the names are written', async () => {
    const { all, pushes } = bench(known.head, { known })
    const outcome = await push(all, plan)
    expect(pushes[0]?.expectedHead).toBe(known.head)
    expect(outcome).toMatchObject({ place: { owner: 'me', repo: 'app', head: 'b'.repeat(40) } })
  })

  it('expects nothing of a branch that it never saw', async () => {
    const { all, pushes } = bench(undefined, { known })
    await push(all, { ...plan, branch: 'other' })
    expect(pushes[0]?.expectedHead).toBeUndefined()
  })

  it('shows a conflict with what is there, and rejects with anything else', async () => {
    const { all } = bench(theirs.commit, { known })
    await expect(push(all, plan)).resolves.toMatchObject({ type: 'conflict', theirs })
    const auth = new Failure('auth', 'No.')
    const failing = { ...all, github: { ...all.github, push: () => Promise.reject(auth) } }
    await expect(push(failing, plan)).rejects.toBe(auth)
  })

  it('goes on top only of the commit that was shown', async () => {
    const { all, pushes } = bench(theirs.commit, { known })
    const conflict = await push(all, plan)
    if (conflict.type !== 'conflict') throw new Error('There must be a conflict.')
    await pushOnTop(all, conflict)
    expect(pushes.at(-1)?.expectedHead).toBe(theirs.commit)
  })

  it('goes aside from where both last agreed, and asks for a merge', async () => {
    const { all, pushes } = bench(theirs.commit, { known })
    const conflict = await push(all, plan)
    if (conflict.type !== 'conflict') throw new Error('There must be a conflict.')
    const outcome = await pushAside(all, conflict, 'mine')
    expect(pushes.at(-1)).toMatchObject({ branch: 'mine', startFrom: known.head })
    expect(outcome).toMatchObject({ pullRequest: { url: 'mine..main' }, place: { branch: 'mine' } })
  })
})

describe('names for GitHub', () => {
  it.each([
    ['Tea timer', 'tea-timer'],
    ['Über  die Brücke!', 'uber-die-brucke'],
    ['...', 'my-app'],
    ['日本', 'my-app'],
  ])('a project called "%s" becomes %s', (name, slug) => {
    expect(repositoryName(name)).toBe(slug)
  })

  it('a branch aside is named by the minute', () => {
    expect(sideBranch(new Date(Date.UTC(2026, 10, 21, 14, 5)))).toBe('tabsmith-2026-11-21-1405')
  })
})
