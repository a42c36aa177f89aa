import { FolderSync as FolderIcon } from 'lucide-react'
import { useStore } from 'zustand'
import { SYNC_STATEMENT } from '#projects/import/sync-folder.ts'
import { useSession } from '../../context.ts'
import { Button } from '../../controls/button.tsx'
import { FailureNote } from '../../controls/failure-note.tsx'
import { Note } from '../../controls/note.tsx'
import { SettingRow } from '../../controls/setting-row.tsx'
import { showFailure } from '../../controls/toasts.ts'
import {
  directoryPicker,
  folderSyncs,
  startSync,
  stopSync,
  type ActiveSync,
} from './folder-syncs.ts'
import styles from '../publish.module.css'

/** Keeps a folder on this computer in step, where the browser can write into one. */
export function FolderSync() {
  const session = useSession()
  const active = useStore(folderSyncs, (state) => state.active.get(session))
  const pick = directoryPicker()

  return (
    <section className={styles.section} aria-label="Folder">
      <SettingRow
        title={active ? `In step with “${active.folder}”` : 'Sync to a folder'}
        action={
          active ? (
            <Button onClick={() => void stopSync(session)}>Stop</Button>
          ) : (
            <Button
              icon={FolderIcon}
              disabled={!pick}
              onClick={() => pick && void startSync(session, pick).catch(showFailure)}
            >
              Choose folder
            </Button>
          )
        }
      >
        {pick
          ? `${SYNC_STATEMENT} It goes on while this project is open.`
          : 'This browser cannot write into a folder; Chrome and Edge can. Download the source instead.'}
      </SettingRow>
      {active && <SyncStatus active={active} />}
    </section>
  )
}

function SyncStatus({ active: { sync } }: { readonly active: ActiveSync }) {
  const { name, written, conflicts, refused, failure } = useStore(sync.store)
  return (
    <>
      {failure ? (
        <FailureNote
          failure={failure}
          action={
            <Button size="s" onClick={() => sync.retry()}>
              Try again
            </Button>
          }
        />
      ) : (
        <p role="status" className={styles.place}>
          {name === 'writing' ? 'Writing…' : `In step. ${written} files written.`}
        </p>
      )}
      {conflicts.map(({ path, change }) => (
        <Note
          key={path}
          tone="ask"
          action={
            <>
              <Button size="s" onClick={() => sync.resolve(path, 'write')}>
                {change === 'write' ? 'Replace' : 'Delete'}
              </Button>
              <Button size="s" variant="ghost" onClick={() => sync.resolve(path, 'leave')}>
                Leave
              </Button>
            </>
          }
        >
          <p>
            {path} is different in the folder.{' '}
            {change === 'delete' && 'The project does not have it any more.'}
          </p>
        </Note>
      ))}
      {refused.length > 0 && (
        <Note tone="ask">
          <p>The disk does not take these:</p>
          {refused.map(({ path, why }) => (
            <p key={path}>
              {path}: {why}
            </p>
          ))}
        </Note>
      )}
    </>
  )
}
