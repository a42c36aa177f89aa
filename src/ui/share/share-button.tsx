import { Link } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import styles from './header-button.module.css'

const ShareDialog = lazy(() => import('./share-dialog.tsx'))

/** Opens Share. Below 1180 px its word is for screen readers and the tooltip only. */
export function ShareButton() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="ghost"
        icon={Link}
        title="Share"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className={styles.word}>Share</span>
      </Button>
      {open && <LazyShareDialog onClose={() => setOpen(false)} />}
    </>
  )
}

/** The same for a menu, which goes when one of its items is chosen: whoever has the menu shows this. */
export function LazyShareDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ErrorBoundary what="Share">
      <Suspense>
        <ShareDialog onClose={onClose} />
      </Suspense>
    </ErrorBoundary>
  )
}
