import { ChevronRight } from 'lucide-react'
import { classes } from '../controls/classes.ts'
import { Icon } from '../controls/icon.tsx'
import { useAsides } from './asides.ts'
import fold from './reasoning-row.module.css'

interface AsideRowProps {
  /** Of its row. */
  readonly id: string
  readonly turns: number
  readonly open: boolean
}

/** Turns that a restore put aside, folded into one line. The model does not see them any more. */
export function AsideRow({ id, turns, open }: AsideRowProps) {
  const { toggle } = useAsides()
  return (
    <button
      type="button"
      className={fold.fold}
      aria-expanded={open}
      title="The agent does not see them any more. Nothing is deleted."
      onClick={() => toggle(id)}
    >
      <Icon of={ChevronRight} size={14} className={classes(fold.chevron, open && fold.open)} />
      {turns} {turns === 1 ? 'turn' : 'turns'} put aside
    </button>
  )
}
