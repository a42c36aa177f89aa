import { Copy } from 'lucide-react'
import { Button, type ButtonLook } from './button.tsx'
import { showToast } from './toasts.ts'

interface CopyButtonProps extends Pick<ButtonLook, 'variant' | 'size'> {
  readonly text: string
  /** What is copied, such as "Link". */
  readonly what: string
  /** With the word "Copy"; without it the icon alone, which says it as a tooltip. */
  readonly worded?: boolean
}

/** Copies `text`, and says so. */
export function CopyButton({ text, what, worded = false, ...look }: CopyButtonProps) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(text)
      showToast({ tone: 'ok', message: `${what} copied` })
    } catch {
      showToast({
        tone: 'bad',
        message: `The browser did not allow copying. Select the ${what.toLowerCase()} and copy it by hand.`,
      })
    }
  }
  const shared = { ...look, icon: Copy, onClick: () => void copy() }
  if (worded) return <Button {...shared}>Copy {what.toLowerCase()}</Button>
  return <Button {...shared} iconOnly label={`Copy ${what.toLowerCase()}`} />
}
