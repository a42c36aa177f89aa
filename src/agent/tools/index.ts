import { addPackages } from './add-packages.ts'
import { check } from './check.ts'
import { deleteTool } from './delete.ts'
import { edit } from './edit.ts'
import { grep } from './grep.ts'
import { list } from './list.ts'
import { move } from './move.ts'
import { read } from './read.ts'
import { shellOutput } from './shell-output.ts'
import { shellStop } from './shell-stop.ts'
import { shell } from './shell.ts'
import type { Tool } from './tool.ts'
import { write } from './write.ts'

/** Everything that the agent can do, in the order in which the model is told. */
export const tools: readonly Tool[] = [
  list,
  read,
  grep,
  write,
  edit,
  move,
  deleteTool,
  addPackages,
  shell,
  shellOutput,
  shellStop,
  check,
]
