import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'
import type { App } from '#projects/app.ts'
import type { SharedProject } from '#share/link.ts'
import { useApp } from '../context.ts'
import { openGitHub } from '../publish/github/github-client.ts'
import { readGist, readPayload } from './gist.ts'

export type ShareSource =
  | { readonly type: 'link'; readonly payload: string }
  | { readonly type: 'gist'; readonly id: string }

export type Shared =
  | { readonly name: 'reading' }
  | { readonly name: 'read'; readonly project: SharedProject }
  | { readonly name: 'refused'; readonly failure: Failure }

/** Reads what a link or a gist carries. Nothing of it is run or stored. */
export function useSharedProject(source: ShareSource): Shared {
  const app = useApp()
  const [shared, setShared] = useState<Shared>({ name: 'reading' })
  const { type } = source
  const key = source.type === 'link' ? source.payload : source.id

  useEffect(() => {
    const left = new AbortController()
    const reading = type === 'link' ? readPayload(key) : fetchGist(app, key, left.signal)
    reading.then(
      (project) => left.signal.aborted || setShared({ name: 'read', project }),
      (thrown: unknown) =>
        left.signal.aborted || setShared({ name: 'refused', failure: asFailure(thrown) }),
    )
    return () => left.abort()
  }, [app, type, key])

  return shared
}

/** Public gists need no token, but one that is there lifts the limit on requests. */
async function fetchGist({ tokens }: App, id: string, signal: AbortSignal) {
  const github = await openGitHub(await tokens.read('github').catch(() => ''))
  return readGist(await github.readGist(id, signal))
}
