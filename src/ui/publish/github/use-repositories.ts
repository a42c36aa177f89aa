import { useEffect, useState } from 'react'
import type { Repository } from '#publish/github/github.ts'
import { asFailure, type Failure } from '#failure.ts'
import { openGitHub } from './github-client.ts'

/** More than these are not fetched ahead: who has more types the name. */
const MOST_PAGES = 3

export interface Repositories {
  readonly list: readonly Repository[]
  readonly failure: Failure | undefined
}

/** The repositories that a token may push to, as they arrive. Nothing is asked without a token. */
export function useRepositories(token: string): Repositories {
  const [found, setFound] = useState<Repositories & { readonly token: string }>()

  useEffect(() => {
    if (token === '') return
    const left = new AbortController()
    const { signal } = left
    async function load() {
      const github = await openGitHub(token)
      const list: Repository[] = []
      let page: number | undefined = 1
      while (page !== undefined && page <= MOST_PAGES) {
        const answer = await github.repositories(page)
        list.push(...answer.repositories.filter(({ canPush }) => canPush))
        if (signal.aborted) return
        setFound({ token, list: [...list], failure: undefined })
        page = answer.next
      }
    }
    load().catch((thrown: unknown) => {
      if (!signal.aborted) setFound({ token, list: [], failure: asFailure(thrown) })
    })
    return () => left.abort()
  }, [token])

  return found?.token === token ? found : { list: [], failure: undefined }
}
