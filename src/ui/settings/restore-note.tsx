import type { RestoreReport } from '#projects/app.ts'
import { Note } from '../controls/note.tsx'

/** What became of each project of a backup. */
export function RestoreNote({ report }: { readonly report: RestoreReport }) {
  const { added, same, copied, refused } = report
  const lines = [
    ['Added', added],
    ['Added as a copy, because the one here differs', copied],
    ['Here already', same],
    ['Could not be taken in', refused],
  ] as const
  const total = added.length + same.length + copied.length + refused.length
  return (
    <Note tone={refused.length > 0 ? 'ask' : 'ok'} role="status">
      <p>{total === 0 ? 'The backup holds no projects.' : 'The backup was read.'}</p>
      {lines.map(
        ([words, names]) =>
          names.length > 0 && (
            <p key={words}>
              {words}: {names.join(', ')}
            </p>
          ),
      )}
    </Note>
  )
}
