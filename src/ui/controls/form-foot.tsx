import { Button } from './button.tsx'

interface FormFootProps {
  /** Undefined while it is too late for that. */
  readonly onCancel: (() => void) | undefined
  /** What the form does, such as "Import". */
  readonly submit: string
  readonly busy: boolean
}

/** The buttons below a form in a dialog: leave it, or do it. */
export function FormFoot({ onCancel, submit, busy }: FormFootProps) {
  return (
    <>
      <Button variant="ghost" disabled={!onCancel} onClick={onCancel}>
        Cancel
      </Button>
      <Button variant="primary" type="submit" busy={busy}>
        {submit}
      </Button>
    </>
  )
}
