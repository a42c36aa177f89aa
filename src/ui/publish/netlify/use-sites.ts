import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'
import type { Site } from '#publish/netlify/netlify.ts'
import { openNetlify } from './netlify-client.ts'

export interface Sites {
  /** Undefined until the first answer. */
  readonly list: readonly Site[] | undefined
  readonly failure: Failure | undefined
}

/** More than these hundreds are not fetched. */
const MOST_PAGES = 3

/** The sites that a token may deploy to, as they arrive. Nothing is asked without a token. */
export function useSites(token: string): Sites {
  const [found, setFound] = useState<Sites & { readonly token: string }>()

  useEffect(() => {
    if (token === '') return
    const left = new AbortController()
    const { signal } = left
    async function load() {
      const netlify = await openNetlify(token)
      const list: Site[] = []
      let page: number | undefined = 1
      while (page !== undefined && page <= MOST_PAGES) {
        const answer = await netlify.sites(page)
        list.push(...answer.sites)
        if (signal.aborted) return
        setFound({ token, list: [...list], failure: undefined })
        page = answer.next
      }
    }
    load().catch((thrown: unknown) => {
      if (!signal.aborted) setFound({ token, list: undefined, failure: asFailure(thrown) })
    })
    return () => left.abort()
  }, [token])

  return found?.token === token ? found : { list: undefined, failure: undefined }
}
