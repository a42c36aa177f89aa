import type { LucideIcon } from 'lucide-react'
import { useState, type ComponentType } from 'react'
import { Button, type ButtonLook } from '../controls/button.tsx'
import type { LazyDialogProps } from './lazy-dialog.tsx'
import styles from './header-button.module.css'

interface HeaderButtonProps extends Required<Pick<ButtonLook, 'variant'>> {
  readonly word: string
  readonly icon: LucideIcon
  readonly dialog: ComponentType<LazyDialogProps>
}

/** Opens a dialog. Below 1180 px its word is for screen readers and the tooltip only. */
export function HeaderButton({ word, icon, variant, dialog: Dialog }: HeaderButtonProps) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button
        variant={variant}
        icon={icon}
        title={word}
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <span className={styles.word}>{word}</span>
      </Button>
      {open && <Dialog onClose={() => setOpen(false)} />}
    </>
  )
}
