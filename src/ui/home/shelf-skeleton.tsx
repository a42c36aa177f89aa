import { Skeleton } from '../controls/skeleton.tsx'
import styles from './shelf-skeleton.module.css'

/** The shape of the shelf while storage is read. */
export function ShelfSkeleton() {
  return (
    <div className={styles.shelf} role="status" aria-label="Reading your projects">
      {[62, 48, 55, 40].map((width) => (
        <div key={width} className={styles.card}>
          <Skeleton width={`${width}%`} />
          <div className={styles.thumb} />
          <Skeleton width="44%" />
        </div>
      ))}
    </div>
  )
}
