import { Upload } from 'lucide-react'
import { HeaderButton } from '../share/header-button.tsx'
import { lazyDialog } from '../share/lazy-dialog.tsx'

/** For a menu, which goes when one of its items is chosen: whoever has the menu shows this. */
export const LazyPublishDialog = lazyDialog('Publish', () => import('./publish-dialog.tsx'))

export function PublishButton() {
  return <HeaderButton word="Publish" icon={Upload} variant="primary" dialog={LazyPublishDialog} />
}
