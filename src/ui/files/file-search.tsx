import { Search, X } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { useStore } from 'zustand'
import { asFailure, type Failure } from '#failure.ts'
import { searchFiles, type SearchResult } from '#workspace/search.ts'
import { Button } from '../controls/button.tsx'
import { Input } from '../controls/input.tsx'
import { useSession } from '../context.ts'
import { useWorkbenchView } from '../workbench/view.ts'
import styles from './file-search.module.css'

/** Hits shown; more would not be read. */
const LIMIT = 200

/** Plain text through all files of the project. */
export function FileSearch({ onClose }: { readonly onClose: () => void }) {
  const { workspace } = useSession()
  const view = useWorkbenchView()
  const revision = useStore(workspace.store, (state) => state.revision)
  const [typed, setTyped] = useState('')
  const pattern = useDeferredValue(typed)

  const found = useMemo((): SearchResult | Failure | undefined => {
    if (pattern === '') return undefined
    try {
      return searchFiles(workspace, pattern, { ignoreCase: true, limit: LIMIT })
    } catch (thrown) {
      return asFailure(thrown)
    }
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the files change exactly with the revision
  }, [workspace, revision, pattern])

  const result = found && 'hits' in found ? found : undefined
  return (
    <div className={styles.search} onKeyDown={(event) => event.key === 'Escape' && onClose()}>
      <Input
        icon={Search}
        aria-label="Search in files"
        placeholder="Search in files"
        autoFocus
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        trailing={
          <Button
            variant="ghost"
            size="s"
            iconOnly
            icon={X}
            label="Close search"
            onClick={onClose}
          />
        }
      />
      <p className={styles.summary} role="status">
        {found instanceof Error ? found.message : result && summary(result)}
      </p>
      <ul className={styles.hits}>
        {result?.hits.map((hit) => (
          <li key={`${hit.path}:${hit.line}`}>
            <button
              type="button"
              className={styles.hit}
              onClick={() => view.openFile(hit.path, hit.line)}
            >
              <span className={styles.place}>
                {hit.path}:{hit.line}
              </span>
              <span className={styles.line}>{hit.text.trim()}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}

function summary({ hits, cut }: SearchResult): string {
  if (hits.length === 0) return 'Nothing found'
  const lines = `${hits.length} ${hits.length === 1 ? 'line' : 'lines'}`
  return cut === undefined ? lines : `First ${lines}, there are more`
}
