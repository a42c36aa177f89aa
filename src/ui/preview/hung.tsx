import { Hourglass, OctagonX } from 'lucide-react'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Icon } from '../controls/icon.tsx'
import { AskAgent } from './ask-agent.tsx'
import { usePreview, usePreviewState, type PreviewState } from './preview-state.ts'
import bar from './bar.module.css'
import styles from './preview-pane.module.css'

/** Over the foot of a preview that does not answer: what is stuck is in there, not here. */
export function HungBar() {
  const preview = usePreview()
  const hung = usePreviewState((state) => state.hung)
  if (!hung) return null
  return (
    <div className={bar.bar} data-tone="ask" role="alert">
      <Icon of={Hourglass} />
      <p className={bar.text}>
        <strong>The preview does not answer.</strong>{' '}
        <span>It may be in an endless loop, out of memory, or have left for another site.</span>
      </p>
      <div className={bar.actions}>
        <Button variant="primary" size="s" onClick={() => preview.unload()}>
          Stop it
        </Button>
        <Button size="s" onClick={() => preview.loadAgain()}>
          Reload
        </Button>
      </div>
    </div>
  )
}

const WORDS = {
  flood: {
    title: 'The preview was stopped',
    text: 'The app posted more than 1,000 messages in a second. Your files are saved; nothing is lost.',
    ask: 'The app floods its parent window with messages, more than 1,000 in a second (postMessage or console output in a loop), and its preview was stopped. Find the cause and fix it.',
  },
  stopped: {
    title: 'You stopped the preview',
    text: 'The app did not answer any more. Your files are saved; nothing is lost.',
    ask: 'The app stopped answering in the preview, as in an endless loop. Find the cause and fix it.',
  },
} as const

/** In the place of a page that was taken out. */
export function Unloaded({ why }: { readonly why: NonNullable<PreviewState['unloaded']> }) {
  const preview = usePreview()
  const words = WORDS[why]
  return (
    <Blank
      icon={OctagonX}
      role="status"
      className={styles.fill}
      title={words.title}
      text={words.text}
      actions={
        <>
          <Button variant="primary" onClick={() => preview.loadAgain()}>
            Load again
          </Button>
          <AskAgent message={words.ask}>Ask the agent</AskAgent>
        </>
      }
    />
  )
}
