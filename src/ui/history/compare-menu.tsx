import { ChevronDown, GitCompare } from 'lucide-react'
import type { Checkpoint } from '#history/history.ts'
import { Button } from '../controls/button.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine } from '../controls/menu.tsx'
import type { Base } from './comparison.ts'
import styles from './version-details.module.css'

interface CompareMenuProps {
  readonly version: Checkpoint
  readonly base: Base
  readonly onBase: (base: Base) => void
  /** Another version is to be chosen from the list. */
  readonly onPick: () => void
}

/** What the version is compared with. */
export function CompareMenu({ version, base, onBase, onPick }: CompareMenuProps) {
  const picked = typeof base === 'object'
  const choices = [
    { value: 'before', label: 'The version before' },
    { value: 'now', label: 'The files as they are now' },
    ...(picked ? [{ value: 'picked', label: `Version ${base.number}` }] : []),
  ]
  return (
    <Menu
      align="end"
      trigger={
        <Button variant="ghost" icon={GitCompare} title="Compare with…" className={styles.compare}>
          <span className={styles.compareWords}>{baseWords(version, base)}</span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        label="Compare with"
        value={picked ? 'picked' : base}
        choices={choices}
        onChange={(value) => (value === 'before' || value === 'now') && onBase(value)}
      />
      <MenuLine />
      <MenuItem onSelect={onPick}>Another version…</MenuItem>
    </Menu>
  )
}

/** What is compared, from the older side to the newer one. */
export function baseWords({ number, parents }: Checkpoint, base: Base): string {
  if (base === 'now') return `Version ${number} → now`
  if (base === 'before') return parents.length === 0 ? 'All that is in it' : 'What changed in it'
  const [older, newer] = [number, base.number].sort((a, b) => a - b)
  return `Version ${older} → version ${newer}`
}
