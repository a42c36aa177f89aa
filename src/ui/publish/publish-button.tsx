import { Upload } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { Button } from '../controls/button.tsx'
import { ErrorBoundary } from '../error-boundary.tsx'
import styles from '../share/header-button.module.css'

const PublishDialog = lazy(() => import('./publish-dialog.tsx'))

/** Opens Publish. Below 1180 px its word is for screen readers and the tooltip only. */
export function PublishButton() {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant="primary"
        icon={Upload}
        title="Publish"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className={styles.word}>Publish</span>
      </Button>
      {open && <LazyPublishDialog onClose={() => setOpen(false)} />}
    </>
  )
}

/** The same for a menu, which goes when one of its items is chosen: whoever has the menu shows this. */
export function LazyPublishDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <ErrorBoundary what="Publish">
      <Suspense>
        <PublishDialog onClose={onClose} />
      </Suspense>
    </ErrorBoundary>
  )
}
