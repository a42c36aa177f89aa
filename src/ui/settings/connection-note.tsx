import { Copy } from 'lucide-react'
import { Button } from '../controls/button.tsx'
import { Note } from '../controls/note.tsx'
import { Spinner } from '../controls/spinner.tsx'
import { showToast } from '../controls/toasts.ts'
import type { ConnectionTest } from './use-connection-test.ts'
import styles from './settings.module.css'

/** What the connection test found. Always there, so that a screen reader hears it change. */
export function ConnectionNote({ test }: { readonly test: ConnectionTest }) {
  return (
    <div role="status" aria-label="Connection" className={styles.connection}>
      <Finding test={test} />
    </div>
  )
}

function Finding({ test }: { readonly test: ConnectionTest }) {
  if (test.name === 'idle') return null
  if (test.name === 'testing') {
    return (
      <p className={styles.testing}>
        <Spinner /> Waiting for {test.model === '' ? 'the model' : test.model} to answer…
      </p>
    )
  }
  const { result } = test
  if (result.ok) {
    return (
      <Note tone="ok">
        <p>
          Connected in {result.milliseconds} ms. {result.model} answers.
        </p>
      </Note>
    )
  }
  return (
    <Note tone="bad">
      <p>{result.failure.message}</p>
      {result.failure.hint !== undefined && <p>{result.failure.hint}</p>}
      {result.command !== undefined && <Command line={result.command} />}
    </Note>
  )
}

function Command({ line }: { readonly line: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(line)
      showToast({ tone: 'ok', message: 'Command copied' })
    } catch {
      showToast({
        tone: 'bad',
        message: 'The browser did not allow copying. Select the command instead.',
      })
    }
  }
  return (
    <div className={styles.command}>
      <code>{line}</code>
      <Button
        size="s"
        variant="ghost"
        iconOnly
        icon={Copy}
        label="Copy command"
        onClick={() => void copy()}
      />
    </div>
  )
}
