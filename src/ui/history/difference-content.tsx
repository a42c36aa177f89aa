import { Equal, FileQuestionMark, ScrollText } from 'lucide-react'
import type { FileDifference } from '#history/history.ts'
import { basename } from '#workspace/paths.ts'
import { Blank } from '../controls/blank.tsx'
import { Skeleton } from '../controls/skeleton.tsx'
import { BinaryFile } from '../editor/binary-file.tsx'
import { fileKind, sizeText } from '../editor/file-kind.ts'
import { withPlainLines } from '../editor/merge.ts'
import { lazyPart } from '../lazy-part.tsx'
import { shownAs } from './comparison.ts'
import type { Layout } from './difference-editor.ts'
import styles from './difference-view.module.css'

const TextDifferenceView = lazyPart(() => import('./text-difference.tsx'), LinesSkeleton)

interface DifferenceContentProps {
  readonly difference: FileDifference
  readonly layout: Layout
}

/** A difference drawn where it can be; else what there is to say about it. */
export function DifferenceContent({ difference, layout }: DifferenceContentProps) {
  const { path } = difference
  const shown = shownAs(difference)
  switch (shown.name) {
    case 'binary':
      return <BinaryDifference difference={difference} />
    case 'huge':
      return (
        <Blank
          icon={ScrollText}
          className={styles.blank}
          title={`${basename(path)} is too large to compare line by line`}
          text={`${sizesOf(difference)}. It can still be restored.`}
        />
      )
    case 'text': {
      const { before, after } = shown
      if (before !== undefined && after !== undefined && sameLines(before, after)) {
        return (
          <Blank
            icon={Equal}
            className={styles.blank}
            title="Only the line ends differ"
            text="Every line reads the same; one side ends them with CRLF, the other with LF."
          />
        )
      }
      if ((before ?? after) === '' && (after ?? before) === '') {
        return <Blank icon={Equal} className={styles.blank} title="The file is empty" />
      }
      return <TextDifferenceView difference={{ path, before, after }} layout={layout} />
    }
  }
}

const sameLines = (a: string, b: string) => withPlainLines(a) === withPlainLines(b)

function BinaryDifference({ difference }: { readonly difference: FileDifference }) {
  const { path, before, after } = difference
  const kind = fileKind(path, after ?? before)
  if (kind.name === 'image') {
    return (
      <div className={styles.pictures}>
        {before && <Picture side="Before" path={path} bytes={before} type={kind.type} />}
        {after && <Picture side="After" path={path} bytes={after} type={kind.type} />}
      </div>
    )
  }
  return (
    <Blank
      icon={FileQuestionMark}
      className={styles.blank}
      title={`${basename(path)} is not text`}
      text={`${sizesOf(difference)}. There are no lines to compare; it can be restored as a whole.`}
    />
  )
}

interface PictureProps {
  readonly side: string
  readonly path: string
  readonly bytes: Uint8Array
  readonly type: string
}

function Picture({ side, path, bytes, type }: PictureProps) {
  return (
    <div className={styles.picture}>
      <h3>{side}</h3>
      <BinaryFile path={path} bytes={bytes} imageType={type} />
    </div>
  )
}

/** Such as "12 KB before, 14 KB after". */
function sizesOf({ before, after }: FileDifference): string {
  if (!before) return after ? `New, ${sizeText(after.length)}` : ''
  if (!after) return `Deleted, it had ${sizeText(before.length)}`
  return `${sizeText(before.length)} before, ${sizeText(after.length)} after`
}

function LinesSkeleton() {
  return (
    <div className={styles.skeleton} role="status" aria-label="Comparing">
      {['34%', '52%', '46%', '12%', '61%'].map((width) => (
        <Skeleton key={width} width={width} />
      ))}
    </div>
  )
}
