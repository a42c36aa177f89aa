import { Link2Off, TriangleAlert } from 'lucide-react'
import { MAX_COPIED } from '#share/levels.ts'
import { Note } from '../controls/note.tsx'
import type { MadeLink } from './make-link.ts'

const figure = new Intl.NumberFormat('en-GB')

/** How far the link gets, in words. */
export function LevelNote({ link: { level, url, refused } }: { readonly link: MadeLink }) {
  const length = url === undefined ? '' : `${figure.format(url.length)} characters.`
  switch (level) {
    case 'anywhere':
      return (
        <Note tone="ok" role="status">
          <p>
            <strong>Works anywhere.</strong> {length}
          </p>
        </Note>
      )
    case 'copy':
      return (
        <Note tone="ask" icon={TriangleAlert} role="status">
          <p>
            <strong>Copy link: some chat programs cut it.</strong> {length}
          </p>
          <p>Whole, it works in every browser. E-mail and documents keep it whole.</p>
        </Note>
      )
    case 'too-long':
      return (
        <Note tone="ask" icon={Link2Off} role="status">
          <p>
            <strong>Too long for a link.</strong>{' '}
            {refused
              ? refused.message
              : `${length} Links of more than ${figure.format(MAX_COPIED)} get lost on the way.`}
          </p>
          <p>A gist on GitHub makes it short; a zip needs nobody.</p>
        </Note>
      )
  }
}
