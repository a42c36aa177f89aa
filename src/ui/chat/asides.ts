import { createContext, useContext } from 'react'

/** Which runs of put-aside turns are unfolded, by the key of their row. */
export interface Asides {
  readonly open: ReadonlySet<string>
  readonly toggle: (key: string) => void
}

export const AsidesContext = createContext<Asides>({ open: new Set(), toggle: () => undefined })

export const useAsides = (): Asides => useContext(AsidesContext)
