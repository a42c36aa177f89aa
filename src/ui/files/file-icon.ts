import {
  Braces,
  File,
  FileCode,
  FileText,
  Folder,
  FolderOpen,
  Image,
  type LucideIcon,
} from 'lucide-react'
import type { TreeRow } from './tree.ts'

const ICONS: readonly [RegExp, LucideIcon][] = [
  [/\.(tsx?|jsx?|mts|cts|mjs|cjs|html?|css|vue|svelte)$/i, FileCode],
  [/\.(json|webmanifest)$/i, Braces],
  [/\.(png|jpe?g|gif|webp|avif|ico|bmp|svg)$/i, Image],
  [/\.(md|markdown|txt)$/i, FileText],
]

export function rowIcon({ kind, name, expanded }: TreeRow): LucideIcon {
  if (kind !== 'file') return expanded ? FolderOpen : Folder
  return fileIcon(name)
}

/** By the ending of a file's name or path. */
export function fileIcon(name: string): LucideIcon {
  return ICONS.find(([pattern]) => pattern.test(name))?.[1] ?? File
}
