import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { VList, type VListHandle } from 'virtua'
import { classes } from '../controls/classes.ts'
import styles from './list-box.module.css'

interface ListBoxProps<T> {
  /** The accessible name of the list. */
  readonly label: string
  readonly items: readonly T[]
  readonly keyOf: (item: T) => string
  /** The accessible name of an item. */
  readonly nameOf: (item: T) => string
  /** Key of the chosen item. */
  readonly chosen: string | undefined
  readonly onChoose: (item: T) => void
  /** Asks for more items: the end of the list is near. */
  readonly onNearEnd?: (() => void) | undefined
  /** Height of an item, in pixels. */
  readonly itemSize: number
  readonly className?: string | undefined
  readonly children: (item: T) => ReactNode
}

/** Items from the end at which more are asked for. */
const NEAR_END = 10
/** Items that Page Up and Page Down go over. */
const PAGE = 8

/**
 * One of many to choose. Only what is in view is on the page; the focus stays
 * on the list, which names its chosen item, and arrow keys choose at once.
 */
export function ListBox<T>(props: ListBoxProps<T>) {
  const { label, items, keyOf, nameOf, chosen, onChoose, onNearEnd, itemSize, children } = props
  const list = useRef<VListHandle>(null)
  const id = useId()
  const index = items.findIndex((item) => keyOf(item) === chosen)

  useEffect(() => {
    if (index >= 0) list.current?.scrollToIndex(index, { align: 'nearest' })
  }, [index])

  function onKeyDown(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = indexAfter(event.key, index, items.length)
    const item = next === undefined ? undefined : items[next]
    if (item === undefined) return
    event.preventDefault()
    onChoose(item)
  }

  return (
    <VList
      ref={list}
      data={items}
      itemSize={itemSize}
      keepMounted={index < 0 ? [] : [index]}
      role="listbox"
      aria-label={label}
      aria-activedescendant={index < 0 ? undefined : `${id}-${index}`}
      tabIndex={0}
      className={classes(styles.list, props.className)}
      onKeyDown={onKeyDown}
      onScroll={() => {
        const end = list.current?.findItemIndex(
          list.current.scrollOffset + list.current.viewportSize,
        )
        if (end !== undefined && end >= items.length - NEAR_END) onNearEnd?.()
      }}
    >
      {(item, at) => (
        <div
          key={keyOf(item)}
          id={`${id}-${at}`}
          role="option"
          aria-label={nameOf(item)}
          aria-selected={at === index}
          aria-posinset={at + 1}
          aria-setsize={items.length}
          className={styles.option}
          style={{ height: itemSize }}
          onClick={() => onChoose(item)}
        >
          {children(item)}
        </div>
      )}
    </VList>
  )
}

/** Where a key leads; undefined when the key is not for the list or leads nowhere. */
export function indexAfter(key: string, index: number, count: number): number | undefined {
  const last = count - 1
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: index + 1,
    ArrowUp: index < 0 ? last : index - 1,
    PageDown: index + PAGE,
    PageUp: index - PAGE,
    Home: 0,
    End: last,
  }
  const to = steps[key]
  if (to === undefined || count === 0) return undefined
  const next = Math.min(Math.max(to, 0), last)
  return next === index ? undefined : next
}
