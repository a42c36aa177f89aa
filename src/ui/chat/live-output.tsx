import { useEffect, useRef } from 'react'
import { plainOutput } from '#agent/output.ts'
import { useSession } from '../context.ts'
import { classes } from '../controls/classes.ts'
import { followLive } from './live.ts'
import styles from './tool-body.module.css'

/** Of a long output only this much of its end is shown while it runs. In characters. */
const SHOWN = 4_000

/** What a running tool writes, as it writes it. */
export function LiveOutput({ id }: { readonly id: string }) {
  const { live } = useSession().conversation
  const frame = useRef<HTMLPreElement>(null)
  useEffect(
    () =>
      followLive(live, id, ({ kind, chunks }) => {
        const pre = frame.current
        if (!pre || kind !== 'tool') return
        pre.textContent = plainOutput(tailOf(chunks)).trimEnd()
        if (pre.parentElement) pre.parentElement.scrollTop = pre.parentElement.scrollHeight
      }),
    [id, live],
  )
  return (
    <div className={classes(styles.body, styles.live)}>
      <pre ref={frame} />
    </div>
  )
}

/** Reads from the end, so that the cost does not grow with the output. */
function tailOf(chunks: readonly string[]): string {
  let tail = ''
  for (let at = chunks.length - 1; at >= 0 && tail.length < SHOWN; at--)
    tail = (chunks[at] ?? '') + tail
  if (tail.length < SHOWN) return tail
  const cut = tail.slice(-SHOWN)
  return cut.slice(cut.indexOf('\n') + 1)
}
