import { Atom, Braces, FileCode, Flame, type LucideIcon, Triangle, Wind } from 'lucide-react'

const icons: Readonly<Record<string, LucideIcon>> = {
  'react-ts': Atom,
  'react-tailwind-ts': Wind,
  'vue-ts': Triangle,
  'svelte-ts': Flame,
  'vanilla-ts': Braces,
}

/** The icon of a template; a sheet of code for one that has none of its own. */
export function templateIcon(id: string): LucideIcon {
  return icons[id] ?? FileCode
}
