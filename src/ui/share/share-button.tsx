import { Link } from 'lucide-react'
import { HeaderButton } from './header-button.tsx'
import { lazyDialog } from './lazy-dialog.tsx'

/** For a menu, which goes when one of its items is chosen: whoever has the menu shows this. */
export const LazyShareDialog = lazyDialog('Share', () => import('./share-dialog.tsx'))

export function ShareButton() {
  return <HeaderButton word="Share" icon={Link} variant="ghost" dialog={LazyShareDialog} />
}
