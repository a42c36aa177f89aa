import { useLayoutEffect, useRef } from 'react'
import { useSession } from '../context.ts'
import { classes } from '../controls/classes.ts'
import { followLive } from './live.ts'
import { copyClickedCode, createMarkdownView, type MarkdownView } from './markdown-view.ts'
import styles from './text-row.module.css'

interface Props {
  readonly id: string
  /** Undefined while it streams. */
  readonly text: string | undefined
  readonly quiet?: boolean
}

/** Markdown, streaming or whole. React renders the frame once; what is in it grows by itself. */
export function TextRow({ id, text, quiet = false }: Props) {
  const { live } = useSession().conversation
  const frame = useRef<HTMLDivElement>(null)
  const kept = useRef<MarkdownView>(undefined)

  useLayoutEffect(() => {
    if (!frame.current) return
    const view = (kept.current ??= createMarkdownView(frame.current))
    if (text !== undefined) {
      view.finish(text)
      return
    }
    return followLive(live, id, ({ chunks }) => {
      view.read(chunks)
      view.render()
    })
  }, [id, live, text])

  return (
    <div
      ref={frame}
      className={classes(styles.text, quiet && styles.quiet, text === undefined && styles.streams)}
      onClick={({ target }) => void copyClickedCode(target)}
    />
  )
}
