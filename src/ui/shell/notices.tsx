import { X } from 'lucide-react'
import { useStore } from 'zustand'
import { Button } from '../controls/button.tsx'
import { Note } from '../controls/note.tsx'
import { useApp } from '../context.ts'
import styles from './shell.module.css'

const tones = { info: 'steel', bad: 'bad', ask: 'ask' } as const

/** What the whole app has to say, above every page, until it is dismissed. */
export function Notices() {
  const app = useApp()
  const notices = useStore(app.notices, (state) => state.notices)
  return (
    <div className={styles.notices} role="status" aria-label="Notices">
      {notices.map(({ id, tone, message, hint, action }) => (
        <Note
          key={id}
          tone={tones[tone]}
          action={
            <>
              {action && (
                <Button size="s" onClick={action.run}>
                  {action.label}
                </Button>
              )}
              <Button
                variant="ghost"
                size="s"
                iconOnly
                icon={X}
                label="Dismiss"
                onClick={() => app.dismissNotice(id)}
              />
            </>
          }
        >
          <p>{message}</p>
          {hint !== undefined && <p>{hint}</p>}
        </Note>
      ))}
    </div>
  )
}
