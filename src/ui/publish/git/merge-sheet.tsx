import { Check } from 'lucide-react'
import { useState } from 'react'
import type { Conflict, Merge } from '#publish/git/merge.ts'
import { encodeText } from '#workspace/workspace.ts'
import { Button } from '../../controls/button.tsx'
import { classes } from '../../controls/classes.ts'
import { DialogContent } from '../../controls/dialog.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Icon } from '../../controls/icon.tsx'
import { Note } from '../../controls/note.tsx'
import { TaskLine } from '../../controls/task-line.tsx'
import { showToast } from '../../controls/toasts.ts'
import { lazyPart } from '../../lazy-part.tsx'
import { useTask } from '../../use-task.ts'
import { conflictSides } from './conflict-sides.ts'
import { ConflictChoice } from './conflict-choice.tsx'
import styles from './merge.module.css'

const MergeEditor = lazyPart(() => import('./merge-editor.tsx'), OpeningEditor)

interface MergeSheetProps {
  readonly merge: Merge
  readonly onEnd: () => void
}

/** Two sides that changed the same: one file after the other, until nothing is open. */
export function MergeSheet({ merge, onEnd }: MergeSheetProps) {
  const { conflicts } = merge
  const [open, setOpen] = useState<readonly string[]>(merge.unresolved)
  const [path, setPath] = useState(conflicts[0]?.path)
  const finish = useTask<true>()
  const conflict = conflicts.find((candidate) => candidate.path === path)

  function resolve(resolved: Conflict, bytes: Uint8Array | undefined) {
    merge.resolve(resolved.path, bytes)
    const left = merge.unresolved()
    setOpen(left)
    setPath(left[0] ?? resolved.path)
  }

  async function commit() {
    const done = await finish.run(async () => {
      await merge.commit()
      return true
    })
    if (!done) return
    showToast({ tone: 'ok', message: 'Merged. Push to share it.' })
    onEnd()
  }

  return (
    <DialogContent
      foot={
        <>
          <Button variant="ghost" onClick={onEnd}>
            Not now
          </Button>
          <Button
            variant="primary"
            busy={finish.running}
            disabled={open.length > 0}
            onClick={() => void commit()}
          >
            Finish merge
          </Button>
        </>
      }
    >
      <Summary merge={merge} open={open.length} />
      {finish.state.name === 'failed' && <FailureNote failure={finish.state.failure} />}
      {conflicts.length > 0 && (
        <div className={styles.files} role="group" aria-label="Conflicts">
          {conflicts.map((one) => (
            <button
              key={one.path}
              type="button"
              className={classes(styles.file, !open.includes(one.path) && styles.done)}
              aria-pressed={one.path === path}
              onClick={() => setPath(one.path)}
            >
              {!open.includes(one.path) && <Icon of={Check} size={14} />}
              {one.path}
            </button>
          ))}
        </div>
      )}
      {conflict && <Decision key={conflict.path} conflict={conflict} onResolve={resolve} />}
    </DialogContent>
  )
}

function Summary({ merge, open }: { readonly merge: Merge; readonly open: number }) {
  const { merged, conflicts } = merge
  if (conflicts.length === 0) {
    return (
      <Note tone="ok">
        <p>Both sides changed, in different places. {merged.length} files come in.</p>
      </Note>
    )
  }
  return (
    <Note tone={open === 0 ? 'ok' : 'ask'} role="status">
      <p>
        {open === 0
          ? 'Everything is decided.'
          : `Both sides changed the same places: ${open} of ${conflicts.length} to decide.`}
      </p>
      <p>Nothing changes in the project before you finish.</p>
    </Note>
  )
}

interface DecisionProps {
  readonly conflict: Conflict
  readonly onResolve: (conflict: Conflict, bytes: Uint8Array | undefined) => void
}

function Decision({ conflict, onResolve }: DecisionProps) {
  const sides = conflictSides(conflict)
  if (!sides) return <ConflictChoice conflict={conflict} onResolve={onResolve} />
  return (
    <MergeEditor
      path={conflict.path}
      sides={sides}
      onUse={(text) => onResolve(conflict, encodeText(text))}
    />
  )
}

function OpeningEditor() {
  return <TaskLine progress={undefined} words="Opening the editor…" />
}
