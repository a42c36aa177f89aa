import { useStore } from 'zustand'
import { useSession } from '../context.ts'
import { useReadOnly } from '../workbench/read-only.tsx'
import { Composer } from './composer.tsx'
import { useDraft } from './draft.ts'
import { Log } from './log.tsx'
import { Welcome } from './welcome.tsx'
import styles from './chat.module.css'

/** The conversation with the agent. Fills its container. */
export default function Chat() {
  const id = useStore(useSession().project, (record) => record.id)
  return <ProjectChat key={id} projectId={id} />
}

function ProjectChat({ projectId }: { readonly projectId: string }) {
  const empty = useStore(useSession().conversation.store, ({ turns }) => turns.length === 0)
  const readOnly = useReadOnly()
  const draft = useDraft(projectId)
  return (
    <section className={styles.chat} aria-label="Chat">
      <Log>{empty && !readOnly && <Welcome onPick={draft.set} />}</Log>
      <Composer draft={draft} />
    </section>
  )
}
