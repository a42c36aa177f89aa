import type { LucideIcon } from 'lucide-react'

/** One of a few things to choose from, for Segmented and RadioTabs. */
export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly icon?: LucideIcon | undefined
  /** More words for a pointer that rests on it. */
  readonly title?: string | undefined
}

export interface ChoiceProps<T extends string> {
  /** The accessible name of the whole group. */
  readonly label: string
  readonly choices: readonly Choice<T>[]
  readonly value: T
  readonly onChange: (value: T) => void
  readonly className?: string | undefined
}
