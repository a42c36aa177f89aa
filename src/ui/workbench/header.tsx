import { ChevronDown, Contrast, Copy, Pencil, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useStore } from 'zustand'
import { Button } from '../controls/button.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { Field } from '../controls/field.tsx'
import { Input } from '../controls/input.tsx'
import { Mark } from '../controls/mark.tsx'
import { Menu, MenuItem } from '../controls/menu.tsx'
import { Pill } from '../controls/pill.tsx'
import { showFailure } from '../controls/toasts.ts'
import { useApp, useSession } from '../context.ts'
import { phaseSummary } from '../preview/phase-view.ts'
import { openSettings } from '../settings/open.ts'
import { useFace } from '../theme.ts'
import { useReadOnly } from './read-only.tsx'
import styles from './header.module.css'

/** The way home; its mouth glows while the agent works. */
export function HomeLink() {
  const { agent } = useSession()
  const busy = useStore(agent.store, (state) => state.busy)
  return (
    <a className={styles.home} href="#/" aria-label="All projects">
      <Mark hot={busy} />
    </a>
  )
}

/** The project's name, and what can be done with the whole project. */
export function ProjectMenu() {
  const app = useApp()
  const { project } = useSession()
  const { id, name } = useStore(project)
  const readOnly = useReadOnly()
  const [renaming, setRenaming] = useState(false)

  const duplicate = () => {
    app.duplicateProject(id).then((copy) => {
      window.location.hash = `#/p/${copy}`
    }, showFailure)
  }

  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" className={styles.project}>
            <span className={styles.name}>{name}</span>
            <ChevronDown size={14} aria-hidden />
          </Button>
        }
      >
        <MenuItem icon={Pencil} disabled={readOnly} onSelect={() => setRenaming(true)}>
          Rename
        </MenuItem>
        <MenuItem icon={Copy} onSelect={duplicate}>
          Duplicate
        </MenuItem>
      </Menu>
      {renaming && (
        <RenameDialog
          name={name}
          onClose={() => setRenaming(false)}
          onRename={(next) => {
            setRenaming(false)
            app.renameProject(id, next).catch(showFailure)
          }}
        />
      )}
    </>
  )
}

interface RenameDialogProps {
  readonly name: string
  readonly onClose: () => void
  readonly onRename: (name: string) => void
}

function RenameDialog({ name, onClose, onRename }: RenameDialogProps) {
  const [typed, setTyped] = useState(name)
  const next = typed.trim()
  return (
    <Dialog
      open
      width="s"
      title="Rename project"
      onClose={onClose}
      onSubmit={() => next !== '' && onRename(next)}
      foot={
        <>
          <Button variant="ghost" onClick={onClose}>
            Cancel
          </Button>
          <Button variant="primary" type="submit" disabled={next === ''}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="Project name">
        {(wires) => (
          <Input
            {...wires}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoFocus
          />
        )}
      </Field>
    </Dialog>
  )
}

/** Where the runtime is, in two words. */
export function RuntimeStatus({ short = false }: { readonly short?: boolean }) {
  const { host } = useSession()
  const phase = useStore(host.store, (state) => state.phase)
  const kind = useStore(host.store, (state) => state.kind)
  const summary = phaseSummary({ phase, kind })
  return (
    <div role="status" aria-label="Runtime" className={styles.status}>
      <Pill tone={summary.tone} dot title={summary.text}>
        {short ? summary.short : summary.text}
      </Pill>
    </div>
  )
}

export function ThemeButton() {
  const { settings } = useApp()
  const theme = useStore(settings.store, (state) => state.theme)
  const other = useFace(theme) === 'dark' ? 'light' : 'dark'
  return (
    <Button
      variant="ghost"
      iconOnly
      icon={Contrast}
      label={`Switch to the ${other} theme`}
      onClick={() => void settings.setTheme(other).catch(showFailure)}
    />
  )
}

export function SettingsButton() {
  return (
    <Button
      variant="ghost"
      iconOnly
      icon={Settings2}
      label="Settings"
      onClick={() => openSettings()}
    />
  )
}
