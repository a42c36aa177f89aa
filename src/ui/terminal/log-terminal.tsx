import { useEffect, useRef } from 'react'
import { useSession } from '../context.ts'
import { createScreen } from './screen.ts'
import styles from './terminal.module.css'

/** What the installer and the dev server print: what is kept of it, and what comes. */
export default function LogTerminal() {
  const { host } = useSession()
  const parent = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!parent.current) return
    const screen = createScreen(parent.current, {})
    screen.write(host.log.text())
    const stop = host.log.onAppend((chunk) => screen.write(chunk))
    return () => {
      stop()
      screen.dispose()
    }
  }, [host])

  return <div ref={parent} className={styles.screen} />
}
