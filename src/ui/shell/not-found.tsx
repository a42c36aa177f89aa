import { SearchX } from 'lucide-react'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import styles from './shell.module.css'

/** For an address that names no page. */
export function NotFound() {
  return (
    <Blank
      className={styles.whole}
      icon={SearchX}
      title="There is no page at this address"
      text="The link may be cut short. Your projects are on the home page."
      actions={
        <Button variant="primary" onClick={() => location.assign('#/')}>
          All projects
        </Button>
      }
    />
  )
}
