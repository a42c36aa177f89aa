import { useEffect, useState } from 'react'
import { asFailure, type Failure } from '#failure.ts'

export interface Listing<T> {
  /** Empty until the first answer. */
  readonly list: readonly T[]
  readonly failure: Failure | undefined
}

/** One page of a list; `next` is the number of the one after it. */
interface Page<T> {
  readonly items: readonly T[]
  readonly next: number | undefined
}

/** Opens the service for a token and gives what reads a page of its list. */
type OpenList<T> = (token: string) => Promise<(page: number) => Promise<Page<T>>>

/** More than these are not fetched ahead. */
const MOST_PAGES = 3

const NOTHING = { list: [], failure: undefined } as const

/** What a token may publish to, as it arrives. Nothing is asked without a token. `open` must stay the same. */
export function useListing<T>(token: string, open: OpenList<T>): Listing<T> {
  const [found, setFound] = useState<Listing<T> & { readonly token: string }>()

  useEffect(() => {
    if (token === '') return
    const left = new AbortController()
    const { signal } = left
    async function load() {
      const read = await open(token)
      const list: T[] = []
      let page: number | undefined = 1
      while (page !== undefined && page <= MOST_PAGES) {
        const { items, next }: Page<T> = await read(page)
        if (signal.aborted) return
        list.push(...items)
        setFound({ token, list: [...list], failure: undefined })
        page = next
      }
    }
    load().catch((thrown: unknown) => {
      if (!signal.aborted) setFound({ token, list: [], failure: asFailure(thrown) })
    })
    return () => left.abort()
  }, [token, open])

  return found?.token === token ? found : NOTHING
}
