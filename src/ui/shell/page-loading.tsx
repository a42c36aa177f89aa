import { Spinner } from '../controls/spinner.tsx'
import styles from './shell.module.css'

/** While the code of a page is on its way. */
export function PageLoading() {
  return (
    <div className={styles.loading} role="status">
      <Spinner size={16} /> Opening…
    </div>
  )
}
