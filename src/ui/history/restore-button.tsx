import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import type { Checkpoint } from '#history/history.ts'
import { useSession } from '../context.ts'
import { Button, type ButtonLook } from '../controls/button.tsx'
import { Check } from '../controls/check.tsx'
import { Popover } from '../controls/popover.tsx'
import { useReadOnly } from '../workbench/read-only.tsx'
import { useRestore } from './use-restore.ts'
import styles from './restore-button.module.css'

interface RestoreButtonProps extends Pick<ButtonLook, 'variant' | 'size'> {
  readonly version: Pick<Checkpoint, 'id' | 'number'>
  /** Only these files; undefined: the whole project. */
  readonly paths?: readonly string[]
  /** "Restore" unless told otherwise. */
  readonly label?: string
  /** Which edge of the button the question keeps to: 'start' where there is more room after it. */
  readonly align?: 'start' | 'end'
}

/** Brings a version back, once it was said what that means. Absent where the project is only looked at. */
export function RestoreButton(props: RestoreButtonProps) {
  const { version, paths, label = 'Restore', align = 'end', ...look } = props
  const { conversation } = useSession()
  const readOnly = useReadOnly()
  const talked = useStore(conversation.store, ({ turns }) => turns.length > 0)
  const { restore, busy, refusal } = useRestore()
  const [open, setOpen] = useState(false)
  const [rewind, setRewind] = useState(false)
  if (readOnly) return null

  const whole = paths === undefined
  const start = () => {
    setOpen(false)
    void restore(version, whole ? { rewind: rewind && talked } : { paths })
  }
  return (
    <Popover
      label={whole ? `Restore version ${version.number}` : label}
      align={align}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button {...look} icon={Undo2} busy={busy} disabled={refusal !== undefined} title={refusal}>
          {label}
        </Button>
      }
    >
      <div className={styles.confirm}>
        <p>
          {whole ? 'Files go back' : 'The file goes back'} to version {version.number}; what is here
          now is kept as a version first.
        </p>
        {whole && talked && (
          <Check checked={rewind} onChange={setRewind}>
            Also rewind the conversation
          </Check>
        )}
        <div className={styles.actions}>
          <Button variant="ghost" onClick={() => setOpen(false)}>
            Cancel
          </Button>
          <Button variant="primary" onClick={start}>
            {whole ? `Restore version ${version.number}` : 'Restore the file'}
          </Button>
        </div>
      </div>
    </Popover>
  )
}
