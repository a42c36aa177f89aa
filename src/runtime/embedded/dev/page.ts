import { CompileError } from '../module.ts'
import type { ModuleId } from '../module.ts'
import type { DevServerOptions } from './dev-server.ts'
import { problemAt } from './import-place.ts'
import { fileId } from './module-id.ts'
import type { Project } from './project.ts'
import { pageFor } from './serve-file.ts'

/** A page that is ready but for its modules. */
export interface Page {
  /** The HTML file that it was made from. */
  readonly path: string
  readonly html: string
  readonly entries: readonly ModuleId[]
}

/** What a page shows when there is nothing to show. */
export const EMPTY_HTML = '<!doctype html><html><head></head><body></body></html>'

/** The page at an address of the app. Throws CompileError when there is none or it does not transform. */
export async function openPage(
  address: string,
  project: Project,
  { files, transformHtml }: Pick<DevServerOptions, 'files' | 'transformHtml'>,
): Promise<Page> {
  const path = pageFor(address, files, project.config.base)
  const source = files.text(path)
  if (source === undefined) {
    throw new CompileError({
      message: 'There is no index.html in the project, so there is no page to show.',
      file: 'index.html',
      line: undefined,
      column: undefined,
      frame: '',
    })
  }
  const { html, entries: specifiers } = await transformHtml(source, project.around, path)
  const entries: ModuleId[] = []
  for (const specifier of specifiers) {
    const found = await project.resolver.resolve(specifier, fileId(path))
    if (!found.ok) {
      const message = `Failed to resolve "${specifier}" from "${path}". ${found.why}`
      throw new CompileError(problemAt(message, path, source, specifier))
    }
    entries.push(found.id)
  }
  return { path, html, entries }
}
