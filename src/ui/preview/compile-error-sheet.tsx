import { CircleX, Copy } from 'lucide-react'
import type { CompileError } from '#runtime/preview/messages.ts'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { showToast } from '../controls/toasts.ts'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import { AskAgent } from './ask-agent.tsx'
import { compileMessage, compilePlace, frameLines } from './compile-place.ts'
import styles from './compile-error-sheet.module.css'

/** Why the project does not compile, over the page that therefore cannot be right. Goes with the error. */
export function CompileErrorSheet({ error }: { readonly error: CompileError }) {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  const { path, line, text } = compilePlace(error, (path) => workspace.has(path))
  const [title = 'The project does not compile', ...more] = compileMessage(error).split('\n')
  const lines = frameLines(error)
  const report = [text, compileMessage(error), error.frame].filter(Boolean).join('\n\n')

  const copy = () => {
    navigator.clipboard.writeText(report).then(
      () => showToast({ message: 'Copied the error.' }),
      () => showToast({ tone: 'bad', message: 'The browser did not allow copying.' }),
    )
  }

  return (
    <div className={styles.sheet} role="alert" aria-label="Compile error">
      <h3 className={styles.title}>
        <Icon of={CircleX} /> {title}
      </h3>
      {text && <p className={styles.place}>{text}</p>}
      {more.length > 0 && <p className={styles.more}>{more.join('\n').trim()}</p>}
      {lines.length > 0 && (
        // Scrolls sideways, so the keyboard must reach it.
        <pre className={styles.frame} tabIndex={0} aria-label="Code at the error">
          {lines.map(({ text, kind }, i) => (
            <span key={i} className={styles[kind]}>
              {text}
            </span>
          ))}
        </pre>
      )}
      <div className={styles.actions}>
        <AskAgent
          variant="primary"
          spark
          message="The project does not compile. Find the cause and fix it."
          printed={() => report}
        >
          Fix this
        </AskAgent>
        {path !== undefined && <Button onClick={() => view.openFile(path, line)}>Open file</Button>}
        <Button variant="ghost" iconOnly icon={Copy} label="Copy error" onClick={copy} />
      </div>
    </div>
  )
}
