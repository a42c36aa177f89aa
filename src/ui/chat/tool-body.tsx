import { plainOutput } from '#agent/output.ts'
import type { ToolPart, ToolResult } from '#agent/events.ts'
import { DiffSheet } from './diff-sheet.tsx'
import { commandOf } from './tool-cards.ts'
import styles from './tool-body.module.css'

interface Props {
  readonly part: ToolPart
  readonly result: ToolResult
}

/** What a finished call did: the file's difference, or the words that came back. */
export function ToolBody({ part, result }: Props) {
  const { details } = result
  if (details?.type === 'file' && details.diff) return <DiffSheet file={details} />
  const command = commandOf(part)
  const output = plainOutput(details?.type === 'command' ? details.output : result.output).trim()
  return (
    // Scrolls, so the keyboard must be able to reach it.
    <div className={styles.body} tabIndex={0} role="region" aria-label="Result">
      {command && <pre className={styles.command}>{command}</pre>}
      {output ? <pre>{output}</pre> : <p className={styles.none}>No output.</p>}
    </div>
  )
}
