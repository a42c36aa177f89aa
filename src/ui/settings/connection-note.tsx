import { CopyButton } from '../controls/copy-button.tsx'
import { Note } from '../controls/note.tsx'
import { Spinner } from '../controls/spinner.tsx'
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
  return (
    <div className={styles.command}>
      <code>{line}</code>
      <CopyButton size="s" variant="ghost" text={line} what="Command" />
    </div>
  )
}
