import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import { useState, type ReactNode } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './dialog.module.css'

interface FrameProps {
  readonly onClose: () => void
  readonly title: string
  /** A line under the title that says what this is for. */
  readonly description?: string | undefined
  readonly width?: 's' | 'm' | 'l'
  readonly children: ReactNode
}

interface ContentProps {
  /** The buttons: those that change nothing first, the primary one last. */
  readonly foot?: ReactNode
  /** Wraps body and foot in a form, so that Enter submits. */
  readonly onSubmit?: (() => void) | undefined
  readonly children: ReactNode
}

export interface DialogProps extends FrameProps, ContentProps {
  readonly open: boolean
}

/** What has the focus now, or the button of the menu that has it: menus go when something is chosen. */
function opener(): HTMLElement | null {
  const focused = document.activeElement
  const menuButton = focused?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const element = menuButton ? document.getElementById(menuButton) : focused
  return element instanceof HTMLElement ? element : null
}

/**
 * A modal dialog: keeps the focus and gives it back, closes on Escape, on a
 * click outside and on its cross.
 */
export function Dialog({ open, foot, onSubmit, children, ...frame }: DialogProps) {
  if (!open) return null
  return (
    <DialogFrame {...frame}>
      <DialogContent foot={foot} onSubmit={onSubmit}>
        {children}
      </DialogContent>
    </DialogFrame>
  )
}

/** An open dialog of which the caller gives everything below the title: a DialogContent somewhere in it. */
export function DialogFrame(props: FrameProps) {
  return (
    <Radix.Root open onOpenChange={(next) => !next && props.onClose()}>
      <Radix.Portal>
        <Frame {...props} />
      </Radix.Portal>
    </Radix.Root>
  )
}

function Frame({ onClose, title, description, width = 'm', children }: FrameProps) {
  // While rendering: afterwards a field of the dialog may have taken the focus.
  const [openedFrom] = useState(opener)
  return (
    <Radix.Overlay className={styles.scrim}>
      <Radix.Content
        onInteractOutside={(event) => {
          // What was done in the dialog is taken back there, with the dialog still open.
          if (isToast(event.target)) event.preventDefault()
        }}
        onCloseAutoFocus={(event) => {
          event.preventDefault()
          openedFrom?.focus()
        }}
        className={classes(
          styles.dialog,
          width === 's' && styles.narrow,
          width === 'l' && styles.wide,
        )}
        {...(description === undefined && { 'aria-describedby': undefined })}
      >
        <div className={styles.head}>
          <div>
            <Radix.Title className={styles.title}>{title}</Radix.Title>
            {description !== undefined && (
              <Radix.Description className={styles.description}>{description}</Radix.Description>
            )}
          </div>
          <Button variant="ghost" iconOnly icon={X} label="Close" onClick={onClose} />
        </div>
        {children}
      </Radix.Content>
    </Radix.Overlay>
  )
}

/** Pressed, a toast is gone by the time this is asked. */
function isToast(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return !target.isConnected || target.closest('[data-toaster]') !== null
}

/** What scrolls, and the buttons below it. */
export function DialogContent({ onSubmit, foot, children }: ContentProps) {
  const content = (
    <>
      <div className={styles.body}>{children}</div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </>
  )
  if (!onSubmit) return content
  return (
    <form
      noValidate
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {content}
    </form>
  )
}
