import { useRef, useState } from 'react'
import type { ModelAccess } from '#models/settings.ts'
import type { App, ConnectionResult } from '#projects/app.ts'

export type ConnectionTest =
  | { readonly name: 'idle' }
  | { readonly name: 'testing'; readonly model: string }
  | { readonly name: 'tested'; readonly result: ConnectionResult }

/** Runs one connection test at a time; `forget` drops its result, also one that is still to come. */
export function useConnectionTest(app: App) {
  const [test, setTest] = useState<ConnectionTest>({ name: 'idle' })
  const run = useRef(0)

  return {
    test,
    start: async (access: ModelAccess) => {
      const mine = ++run.current
      setTest({ name: 'testing', model: access.model })
      const result = await app.testConnection(access)
      if (mine === run.current) setTest({ name: 'tested', result })
    },
    forget: () => {
      run.current++
      setTest({ name: 'idle' })
    },
  }
}
