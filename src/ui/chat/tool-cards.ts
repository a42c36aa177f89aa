import {
  Ban,
  CircleCheck,
  CircleStop,
  CircleX,
  FilePlus,
  FileText,
  FolderTree,
  MoveRight,
  PackagePlus,
  Pencil,
  ScrollText,
  SquareTerminal,
  TextSearch,
  Trash2,
  Wrench,
  type LucideIcon,
} from 'lucide-react'
import type { ToolPart } from '#agent/events.ts'

/** The words of one tool's card: a verb for each state, and what it acts on. */
export interface ToolWords {
  readonly icon: LucideIcon
  readonly running: string
  readonly done: string
  readonly failed: string
  /** What it acts on, from the call's arguments. Empty when they do not say. */
  object(input: unknown): string
  /** The object is a file that the editor can open. */
  readonly file?: true
  /** The object is for people; all others are set in the code face. */
  readonly prose?: true
}

const path = (input: unknown) => text(input, 'path')
const command = (input: unknown) => firstLine(text(input, 'command'))

const words: Readonly<Record<string, ToolWords>> = {
  list: {
    icon: FolderTree,
    running: 'Listing',
    done: 'Listed',
    failed: 'Could not list',
    object: (input) => text(input, 'glob') || 'all files',
    prose: true,
  },
  read: {
    icon: FileText,
    running: 'Reading',
    done: 'Read',
    failed: 'Could not read',
    object: path,
    file: true,
  },
  write: {
    icon: FilePlus,
    running: 'Writing',
    done: 'Wrote',
    failed: 'Write refused',
    object: path,
    file: true,
  },
  edit: {
    icon: Pencil,
    running: 'Editing',
    done: 'Edited',
    failed: 'Edit refused',
    object: path,
    file: true,
  },
  delete: {
    icon: Trash2,
    running: 'Deleting',
    done: 'Deleted',
    failed: 'Delete refused',
    object: path,
  },
  move: {
    icon: MoveRight,
    running: 'Moving',
    done: 'Moved',
    failed: 'Move refused',
    object: (input) => joined([text(input, 'from'), text(input, 'to')], ' → '),
  },
  grep: {
    icon: TextSearch,
    running: 'Searching',
    done: 'Searched',
    failed: 'Search refused',
    object: (input) => joined([text(input, 'pattern'), text(input, 'glob')], ' in '),
  },
  shell: {
    icon: SquareTerminal,
    running: 'Running',
    done: 'Ran',
    failed: 'Could not run',
    object: command,
  },
  shell_output: {
    icon: ScrollText,
    running: 'Reading the output of',
    done: 'Read the output of',
    failed: 'No output of',
    object: (input) => text(input, 'id'),
  },
  shell_stop: {
    icon: CircleStop,
    running: 'Ending',
    done: 'Ended',
    failed: 'Could not end',
    object: (input) => text(input, 'id'),
  },
  add_packages: {
    icon: PackagePlus,
    running: 'Adding',
    done: 'Added',
    failed: 'Could not add',
    object: (input) => list(input, 'names').join(' '),
  },
  check: {
    icon: CircleCheck,
    running: 'Checking',
    done: 'Checked',
    failed: 'Could not check',
    object: () => 'types, dev server, preview',
    prose: true,
  },
}

/** A tool that this version does not know goes by its own name. */
function unknownTool(tool: string): ToolWords {
  return {
    icon: Wrench,
    running: 'Using',
    done: 'Used',
    failed: 'Could not use',
    object: () => tool || 'a tool',
  }
}

export function wordsOf(tool: string): ToolWords {
  return Object.hasOwn(words, tool) ? (words[tool] ?? unknownTool(tool)) : unknownTool(tool)
}

/** The whole command of a shell call; the card's line shows only how it begins. */
export function commandOf({ tool, input }: ToolPart): string {
  return tool === 'shell' ? text(input, 'command').trim() : ''
}

/** 'wrong': the tool did its work and found or met something bad. */
export type Outcome = 'running' | 'done' | 'wrong' | 'refused' | 'stopped'

export function outcomeOf(part: ToolPart | undefined): Outcome {
  const result = part?.result
  if (!result) return 'running'
  if (result.status !== 'ok') return result.status
  const { details } = result
  if (details?.type === 'command' && (details.exitCode ?? 0) !== 0) return 'wrong'
  if (details?.type === 'check' && details.problems > 0) return 'wrong'
  return 'done'
}

/** The card's verb, such as "Editing", "Edited", "Edit refused" or "Stopped editing". */
export function verbOf(words: ToolWords, outcome: Outcome): string {
  switch (outcome) {
    case 'running':
      return words.running
    case 'done':
    case 'wrong':
      return words.done
    case 'refused':
      return words.failed
    case 'stopped':
      return `Stopped ${words.running.toLowerCase()}`
  }
}

/** The outcome is told by its icon and words, never by a colour alone. */
export function iconOf(words: ToolWords, outcome: Outcome): LucideIcon {
  if (outcome === 'wrong' || outcome === 'refused') return CircleX
  return outcome === 'stopped' ? Ban : words.icon
}

function text(input: unknown, name: string): string {
  const value = field(input, name)
  return typeof value === 'string' ? value : ''
}

function list(input: unknown, name: string): string[] {
  const value = field(input, name)
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
}

function field(input: unknown, name: string): unknown {
  return typeof input === 'object' && input !== null && Object.hasOwn(input, name)
    ? (input as Record<string, unknown>)[name]
    : undefined
}

function joined(texts: readonly string[], separator: string): string {
  return texts.filter(Boolean).join(separator)
}

function firstLine(value: string): string {
  const [first = '', ...rest] = value.trim().split('\n')
  return rest.length > 0 ? `${first} …` : first
}
