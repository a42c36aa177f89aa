import type { FileSystemAPI } from '@webcontainer/api'
import type { FileTree } from '#workspace/workspace.ts'
import { checkReadFolder, createReadLimit } from '../read-folder.ts'
import { isError, look } from './files.ts'

/** How many files are read at once. */
const BATCH = 40

/** As `Runtime.read`. Walks, because the client's own export leaves nothing to be limited. */
export async function readFolder(fs: FileSystemAPI, folder: string): Promise<FileTree> {
  checkReadFolder(folder)
  const counted = createReadLimit(folder)
  const paths = await listAll(fs, folder, () => counted.add(0))
  const weighed = createReadLimit(folder)
  const files = new Map<string, Uint8Array>()
  for (let at = 0; at < paths.length; at += BATCH) {
    const batch = paths.slice(at, at + BATCH)
    const found = await Promise.all(batch.map((path) => look(fs, path)))
    for (const [i, path] of batch.entries()) {
      const file = found[i]
      if (file?.type !== 'file') continue // gone in the meantime
      weighed.add(file.bytes.length)
      files.set(path, file.bytes)
    }
  }
  return files
}

async function listAll(fs: FileSystemAPI, folder: string, count: () => void): Promise<string[]> {
  let entries
  try {
    entries = await fs.readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isError(error, 'ENOENT', 'ENOTDIR')) return []
    throw error
  }
  const paths: string[] = []
  for (const entry of entries) {
    const path = `${folder}/${entry.name}`
    if (entry.name === 'node_modules') continue
    if (entry.isDirectory()) paths.push(...(await listAll(fs, path, count)))
    else {
      count()
      paths.push(path)
    }
  }
  return paths
}
