import type { Conflict, ConflictKind } from '#publish/git/merge.ts'
import { byteSize } from '../../byte-size.ts'
import { Button } from '../../controls/button.tsx'
import styles from './merge.module.css'

const words: Readonly<Record<ConflictKind, string>> = {
  content: 'Both sides changed this file.',
  binary: 'Both sides changed this file, and it is not text.',
  'both-added': 'Both sides made a file here, with different content.',
  'deleted-here': 'You deleted this file; the other side changed it.',
  'deleted-there': 'The other side deleted this file; you changed it.',
  'file-and-folder': 'One side has a file where the other has a folder of the same name.',
}

interface ConflictChoiceProps {
  readonly conflict: Conflict
  readonly onResolve: (conflict: Conflict, bytes: Uint8Array | undefined) => void
}

/** One side or the other, where there is no text to mix. */
export function ConflictChoice({ conflict, onResolve }: ConflictChoiceProps) {
  const { kind, ours, theirs } = conflict
  return (
    <div className={styles.choice}>
      <p>{words[kind]}</p>
      <div className={styles.buttons}>
        <Button onClick={() => onResolve(conflict, ours)}>{label('Keep mine', ours)}</Button>
        <Button onClick={() => onResolve(conflict, theirs)}>{label('Take theirs', theirs)}</Button>
      </div>
    </div>
  )
}

function label(what: string, bytes: Uint8Array | undefined): string {
  return `${what} (${bytes ? byteSize(bytes.length) : 'deleted'})`
}
