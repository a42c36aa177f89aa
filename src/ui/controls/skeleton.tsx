import type { CSSProperties } from 'react'
import styles from './skeleton.module.css'

/** A grey line where text will be. Say once, beside it, that something is loading. */
export function Skeleton({ width = '100%', height }: Pick<CSSProperties, 'width' | 'height'>) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden />
}
