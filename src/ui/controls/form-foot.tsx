import { Button } from './button.tsx'

interface FormFootProps {
  readonly onCancel: () => void
  /** What the form does, such as "Import". */
  readonly submit: string
  readonly busy: boolean
}

/** The buttons below a form in a dialog: leave it, or do it. */
export function FormFoot({ onCancel, submit, busy }: FormFootProps) {
  return (
    <>
      <Button variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
      <Button variant="primary" type="submit" busy={busy}>
        {submit}
      </Button>
    </>
  )
}
