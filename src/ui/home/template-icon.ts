import { Atom, Braces, FileCode, type LucideIcon } from 'lucide-react'

const icons: Readonly<Record<string, LucideIcon>> = {
  'react-ts': Atom,
  'vanilla-ts': Braces,
}

/** The icon of a template; a sheet of code for one that has none of its own. */
export function templateIcon(id: string): LucideIcon {
  return icons[id] ?? FileCode
}
