import { useEffect, useRef } from 'react'
import { drawDifference, type Layout, type TextDifference } from './difference-editor.ts'
import styles from './difference-view.module.css'

interface Props {
  readonly difference: TextDifference
  readonly layout: Layout
}

/** A difference of two texts. Loaded lazily: CodeMirror and its merge view hang on this module. */
export default function TextDifferenceView({ difference, layout }: Props) {
  const parent = useRef<HTMLDivElement>(null)
  const { path, before, after } = difference

  useEffect(() => {
    if (!parent.current) return
    const left = new AbortController()
    const drawn = drawDifference(
      parent.current,
      { path, before, after },
      { layout, signal: left.signal },
    )
    return () => {
      left.abort()
      void drawn.then((remove) => remove?.())
    }
  }, [path, before, after, layout])

  return <div ref={parent} className={styles.code} />
}
