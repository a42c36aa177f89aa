import { useEffect } from 'react'
import { useStore } from 'zustand'
import type { Session } from '#projects/session.ts'

/** While work is only in memory because saving failed, the browser asks before it closes the tab. */
export function useUnsavedWarning({ saving }: Session): void {
  const unsaved = useStore(saving, ({ name }) => name === 'failed')

  useEffect(() => {
    if (!unsaved) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [unsaved])
}
