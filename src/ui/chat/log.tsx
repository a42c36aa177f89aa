import { ArrowDown } from 'lucide-react'
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import { Virtualizer } from 'virtua'
import { useStore } from 'zustand'
import { useShallow } from 'zustand/react/shallow'
import { useSession } from '../context.ts'
import { Button } from '../controls/button.tsx'
import { SrOnly } from '../controls/sr-only.tsx'
import { announcement } from './announcement.ts'
import { AsidesContext, type Asides } from './asides.ts'
import { FoldsContext } from './folds.ts'
import { keepAtEnd, type Follower } from './follow.ts'
import { useRestores } from './restores.ts'
import { RowView } from './row.tsx'
import { createRows, type Streaming } from './rows.ts'
import styles from './log.module.css'

/** Every turn so far. Only what is in view is on the page. `children` stand in for an empty one. */
export function Log({ children }: { readonly children: ReactNode }) {
  const { conversation } = useSession()
  const state = useStore(conversation.store)
  const streaming = useStore(conversation.live, useShallow(streamingOf))
  const [rowsOf] = useState(createRows)
  const [folds] = useState(() => new Map<string, boolean>())
  const restores = useRestores()
  const asides = useOpenAsides()
  const rows = useMemo(
    () =>
      rowsOf(state, 'partId' in streaming ? streaming : undefined, {
        restores,
        open: asides.open,
      }),
    [rowsOf, state, streaming, restores, asides],
  )

  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const follower = useRef<Follower>(undefined)
  const [away, setAway] = useState(false)
  useEffect(() => {
    if (!scroller.current || !content.current) return
    const kept = keepAtEnd(scroller.current, content.current, setAway)
    follower.current = kept
    return () => kept.stop()
  }, [])
  const turnId = state.turns.at(-1)?.turn.id
  // Whoever sends a message wants to see the answer.
  useEffect(() => follower.current?.toEnd(), [turnId])

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.log}
        role="log"
        aria-label="Conversation"
        // Announced below, part by part; the list itself changes with every scroll and token.
        aria-live="off"
        tabIndex={0}
      >
        <div className={styles.spacer}>{children}</div>
        <div ref={content} className={styles.content}>
          <FoldsContext value={folds}>
            <AsidesContext value={asides}>
              <Virtualizer scrollRef={scroller} data={rows} bufferSize={400}>
                {(row) => <RowView key={row.key} row={row} />}
              </Virtualizer>
            </AsidesContext>
          </FoldsContext>
        </div>
      </div>
      {away && (
        <Button className={styles.jump} icon={ArrowDown} onClick={() => follower.current?.toEnd()}>
          Jump to latest
        </Button>
      )}
      <Announcer text={announcement(state)} />
    </div>
  )
}

function useOpenAsides(): Asides {
  const [open, setOpen] = useState<ReadonlySet<string>>(() => new Set())
  return useMemo(
    () => ({
      open,
      toggle: (key) =>
        setOpen((before) => {
          const after = new Set(before)
          if (!after.delete(key)) after.add(key)
          return after
        }),
    }),
    [open],
  )
}

/** Of the live part only what does not change with every token. */
function streamingOf({ part }: { readonly part: Streaming | undefined }): Streaming | object {
  if (!part) return {}
  const { partId, turnId, kind, tool } = part
  return { partId, turnId, kind, tool }
}

/** Says what is new since the page was opened. */
function Announcer({ text }: { readonly text: string }) {
  const [known] = useState(text)
  return (
    <div aria-live="polite">
      <SrOnly>{text === known ? '' : text}</SrOnly>
    </div>
  )
}
