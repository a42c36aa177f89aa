import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useApp } from '../context.ts'
import { byteSize } from '../byte-size.ts'
import styles from './storage-foot.module.css'

interface StorageUse {
  readonly used: number
  readonly quota: number
  readonly isProtected: boolean
}

/** Gives undefined where the browser does not tell. */
async function measure(): Promise<StorageUse | undefined> {
  // Missing outside a secure context, whatever the types say.
  const storage = navigator.storage as StorageManager | undefined
  if (!storage) return undefined
  const [{ usage, quota }, isProtected] = await Promise.all([
    storage.estimate(),
    storage.persisted(),
  ])
  return usage === undefined || quota === undefined
    ? undefined
    : { used: usage, quota, isProtected }
}

/** Where the projects are and how safe they are there. */
export function StorageFoot() {
  const { projects, offline } = useApp()
  const offlineReady = useStore(offline, (state) => state.offlineReady)
  const count = useStore(projects, (state) => state.projects.length)
  const failed = useStore(projects, (state) => state.failure !== undefined)
  const [use, setUse] = useState<StorageUse>()

  useEffect(() => {
    let current = true
    measure().then(
      (measured) => current && setUse(measured),
      () => undefined, // The browser will not tell: then the line says less.
    )
    return () => {
      current = false
    }
  }, [count])

  if (failed) return null
  return (
    <footer className={styles.foot}>
      <span>
        Saved in this browser
        {use && ` · about ${byteSize(use.used)} of ${byteSize(use.quota)}`}
      </span>
      {offlineReady && <span>Opens with the network off, too</span>}
      {use && (
        <span>
          {use.isProtected
            ? 'Storage protected from clearing'
            : 'The browser may clear this when space runs low; a bookmark makes that less likely'}
        </span>
      )}
    </footer>
  )
}
