import { createContext, useContext } from 'react'
import type { App } from '#projects/app.ts'
import type { Session } from '#projects/session.ts'

const missing = (name: string) => new Error(`${name} is used outside its provider`)

export const AppContext = createContext<App | undefined>(undefined)
export const SessionContext = createContext<Session | undefined>(undefined)

export function useApp(): App {
  const app = useContext(AppContext)
  if (!app) throw missing('useApp')
  return app
}

/** The open project, in everything below the workbench. */
export function useSession(): Session {
  const session = useContext(SessionContext)
  if (!session) throw missing('useSession')
  return session
}
