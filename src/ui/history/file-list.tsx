import type { FileDifference } from '#history/history.ts'
import { basename, dirname } from '#workspace/paths.ts'
import { Deltas } from '../chat/deltas.tsx'
import { Icon } from '../controls/icon.tsx'
import { fileIcon } from '../files/file-icon.ts'
import { useMedia } from '../workbench/media.ts'
import { lineCount, shownAs } from './comparison.ts'
import { ListBox } from './list-box.tsx'
import { lineWords } from './version-words.ts'
import styles from './file-list.module.css'

/** Rows that are seen at once; more scroll. */
const SEEN = 6

interface FileListProps {
  readonly differences: readonly FileDifference[]
  /** Path of the chosen file. */
  readonly chosen: string | undefined
  readonly onChoose: (path: string) => void
}

/** The files that differ, with what became of each. */
export function FileList({ differences, chosen, onChoose }: FileListProps) {
  const rowHeight = useRowHeight()
  return (
    <div className={styles.frame} style={{ height: listHeight(differences.length, rowHeight) }}>
      <ListBox
        label="Changed files"
        items={differences}
        keyOf={({ path }) => path}
        nameOf={(difference) => `${difference.path}, ${becameOf(difference)}`}
        chosen={chosen}
        onChoose={({ path }) => onChoose(path)}
        itemSize={rowHeight}
        className={styles.list}
      >
        {(difference) => <FileRow difference={difference} />}
      </ListBox>
    </div>
  )
}

/** Of a row, in pixels: fingers need more. */
export function useRowHeight(): number {
  return useMedia('(pointer: coarse), (max-width: 759px)') ? 40 : 28
}

/** Of the list, in pixels. */
export function listHeight(files: number, rowHeight: number): number {
  return Math.min(Math.max(files, 1), SEEN) * rowHeight + 8
}

function FileRow({ difference }: { readonly difference: FileDifference }) {
  const { path } = difference
  const folder = dirname(path)
  const count = lineCount(difference)
  const word = wordOf(difference)
  return (
    <span className={styles.row} title={path}>
      <Icon of={fileIcon(path)} size={14} />
      <span className={styles.name}>{basename(path)}</span>
      {folder !== '' && <span className={styles.folder}>{folder}</span>}
      <span className={styles.end}>
        {word !== undefined && <span className={styles.word}>{word}</span>}
        {count ? <Deltas {...count} /> : <span className={styles.word}>{kindOf(difference)}</span>}
      </span>
    </span>
  )
}

function wordOf({ before, after }: FileDifference): string | undefined {
  if (before === undefined) return 'new'
  return after === undefined ? 'deleted' : undefined
}

function kindOf(difference: FileDifference): string {
  return shownAs(difference).name === 'huge' ? 'large' : 'binary'
}

function becameOf(difference: FileDifference): string {
  const count = lineCount(difference)
  const lines = count ? lineWords(count) : kindOf(difference)
  return `${wordOf(difference) ?? 'changed'}, ${lines}`
}
