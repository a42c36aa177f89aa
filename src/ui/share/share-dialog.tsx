import { useEffect } from 'react'
import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { Dialog } from '../controls/dialog.tsx'
import { FailureNote } from '../controls/failure-note.tsx'
import { TaskLine } from '../controls/task-line.tsx'
import { useTask } from '../use-task.ts'
import { EmbedSnippet } from './embed-snippet.tsx'
import { LevelNote } from './level-note.tsx'
import { LinkField } from './link-field.tsx'
import { LongLink } from './long-link.tsx'
import { makeLink, type MadeLink } from './make-link.ts'
import { QrView } from './qr-view.tsx'
import { WhatIsIn } from './what-is-in.tsx'
import styles from './share-dialog.module.css'

/** The project as a link: how far it gets, what is in it, and other ways where it gets too long. */
export default function ShareDialog({ onClose }: { readonly onClose: () => void }) {
  const session = useSession()
  const { state, run } = useTask<MadeLink>()
  useEffect(() => {
    void run(() => makeLink(session))
    // eslint-disable-next-line react-hooks/exhaustive-deps -- as the project is when the dialog opens
  }, [session])

  return (
    <Dialog open width="l" title="Share" onClose={onClose}>
      {state.name === 'failed' && <FailureNote failure={state.failure} />}
      {(state.name === 'idle' || state.name === 'running') && (
        <TaskLine progress={undefined} words="Packing the project into a link…" />
      )}
      {state.name === 'done' && <Link link={state.value} />}
    </Dialog>
  )
}

function Link({ link }: { readonly link: MadeLink }) {
  const name = useStore(useSession().project, (project) => project.name)
  const { url, level } = link
  return (
    <>
      <LevelNote link={link} />
      {level === 'too-long' && <LongLink link={link} />}
      {url !== undefined && level !== 'too-long' && (
        <div className={styles.columns}>
          <div className={styles.main}>
            <LinkField url={url} hint="The link itself carries the project: no server keeps it." />
            <WhatIsIn link={link} />
          </div>
          <QrView text={url} />
        </div>
      )}
      {url !== undefined && level !== 'too-long' && <EmbedSnippet link={url} title={name} />}
      {(url === undefined || level === 'too-long') && <WhatIsIn link={link} />}
    </>
  )
}
