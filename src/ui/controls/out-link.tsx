import { ExternalLink } from 'lucide-react'
import type { ReactNode } from 'react'
import { Icon } from './icon.tsx'
import styles from './out-link.module.css'

interface OutLinkProps {
  readonly href: string
  readonly children: ReactNode
}

/** A link to another site, in a tab of its own. Only http(s) leads anywhere: an address may come from a server. */
export function OutLink({ href, children }: OutLinkProps) {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>
  return (
    <a href={href} target="_blank" rel="noreferrer" className={styles.link}>
      {children}
      <Icon of={ExternalLink} size={14} />
    </a>
  )
}
