import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { dist } from '../app-server.ts'

/** As most hosts send it: gzip at zlib's default level. */
export const GZIP_LEVEL = 6

export function gzipSize(content: Buffer | string): number {
  return gzipSync(content, { level: GZIP_LEVEL }).length
}

/** The scripts of the build that is measured, by their names in its folder `assets`. */
export async function builtScripts(): Promise<ReadonlyMap<string, string>> {
  const folder = path.join(dist, 'assets')
  const names = (await readdir(folder)).filter((file) => file.endsWith('.js'))
  return new Map(
    await Promise.all(
      names.map(async (file) => [file, await readFile(path.join(folder, file), 'utf8')] as const),
    ),
  )
}
