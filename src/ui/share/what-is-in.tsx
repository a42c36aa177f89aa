import { Check, Minus } from 'lucide-react'
import { Icon } from '../controls/icon.tsx'
import type { MadeLink } from './make-link.ts'
import styles from './share-dialog.module.css'

/** More names than these say less than their number. */
const MOST_NAMED = 4

const count = (files: number) => `${files} ${files === 1 ? 'file' : 'files'}`

/** What goes along and what stays, so that nobody has to guess. */
export function WhatIsIn({ link }: { readonly link: MadeLink }) {
  const { files, changed, leftOut } = link
  const named = leftOut.slice(0, MOST_NAMED).join(', ')
  const more = leftOut.length > MOST_NAMED ? ` and ${leftOut.length - MOST_NAMED} more` : ''
  return (
    <ul className={styles.contents} role="list">
      <li>
        <Icon of={Check} size={14} className={styles.in} />
        <span>
          The name and {count(files)}
          {changed !== undefined && `, ${changed} of them changed from the template`}, as they are
          now
        </span>
      </li>
      <li>
        <Icon of={Minus} size={14} />
        <span>Not the chat, not earlier versions, no keys and no settings</span>
      </li>
      <li>
        <Icon of={Minus} size={14} />
        <span>
          {leftOut.length === 0
            ? 'Not .env files, which may hold secrets; this project has none'
            : `Left out, because secrets may be in it: ${named}${more}`}
        </span>
      </li>
    </ul>
  )
}
