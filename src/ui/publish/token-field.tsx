import { CircleCheck } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { Button } from '../controls/button.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { Field } from '../controls/field.tsx'
import { Icon } from '../controls/icon.tsx'
import { Input } from '../controls/input.tsx'
import { useTask } from '../use-task.ts'
import type { StoredToken } from './use-token.ts'
import styles from './token-field.module.css'

interface TokenFieldProps {
  /** Such as "GitHub token". */
  readonly label: string
  readonly token: StoredToken
  /** Where to make one, and what it must be allowed to do. */
  readonly help: ReactNode
  readonly autoFocus?: boolean
}

/** Takes a token, says when there is one, and forgets it again. Never shows one that is kept. */
export function TokenField({ label, token, help, autoFocus = false }: TokenFieldProps) {
  const [typed, setTyped] = useState('')
  const [replacing, setReplacing] = useState(false)
  const { state, running, run, cancel } = useTask<true>()
  const failed = state.name === 'failed' && <FailureNote failure={state.failure} />

  async function save(value: string) {
    const saved = await run(async () => {
      await token.save(value)
      return true
    })
    if (!saved) return
    setTyped('')
    setReplacing(false)
  }

  function replace(next: boolean) {
    cancel() // and forget what failed before
    setReplacing(next)
  }

  if (token.value === undefined) return null
  if (token.value !== '' && !replacing) {
    return (
      <div className={styles.whole}>
        <div className={styles.kept}>
          <span className={styles.words}>
            <Icon of={CircleCheck} size={14} /> {label} saved
          </span>
          <Button variant="ghost" size="s" disabled={running} onClick={() => replace(true)}>
            Replace
          </Button>
          <Button variant="ghost" size="s" busy={running} onClick={() => void save('')}>
            Forget
          </Button>
        </div>
        {failed}
      </div>
    )
  }
  return (
    <div className={styles.whole}>
      <Field label={label} hint={help}>
        {(wires) => (
          <div className={styles.entry}>
            <Input
              {...wires}
              mono
              type="password"
              className={styles.input}
              autoFocus={autoFocus || replacing}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return
                event.preventDefault() // not the dialog's own submit
                if (typed.trim() !== '' && !running) void save(typed)
              }}
            />
            {replacing && (
              <Button variant="ghost" disabled={running} onClick={() => replace(false)}>
                Cancel
              </Button>
            )}
            <Button busy={running} disabled={typed.trim() === ''} onClick={() => void save(typed)}>
              Save
            </Button>
          </div>
        )}
      </Field>
      {failed}
    </div>
  )
}
