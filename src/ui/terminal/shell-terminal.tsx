import { useEffect, useRef } from 'react'
import { useSession } from '../context.ts'
import { createScreen } from './screen.ts'
import { runShell } from './shell.ts'
import styles from './terminal.module.css'

/** An interactive shell in the project's runtime. */
export default function ShellTerminal() {
  const { host } = useSession()
  const parent = useRef<HTMLDivElement>(null)

  useEffect(() => {
    if (!parent.current) return
    const screen = createScreen(parent.current, {
      onInput: (text) => shell.type(text),
      onResize: (size) => shell.resize(size),
    })
    const shell = runShell(host, screen)
    return () => {
      shell.dispose()
      screen.dispose()
    }
  }, [host])

  return <div ref={parent} className={styles.screen} />
}
