import { Failure } from '#failure.ts'
import { decodeText, type FileTree } from '#workspace/workspace.ts'

/** The path that a repository's site is at: `/`, or `/name/` for all but the one named after its owner. */
export function basePathOf(owner: string, repo: string): string {
  return repo.toLowerCase() === `${owner.toLowerCase()}.github.io` ? '/' : `/${repo}/`
}

/**
 * Throws Failure 'invalid' for a site that would show nothing at `base` (a
 * path between slashes) because its page asks for its own files elsewhere.
 */
export function refuseWrongBase(files: FileTree, base: string): void {
  const page = files.get('index.html')
  if (!page) {
    throw new Failure('invalid', 'The built site has no index.html.', {
      hint: 'Build the project first.',
    })
  }
  const html = decodeText(page) ?? ''
  const addresses = [
    ...html.matchAll(
      /<(?:script|link|img)\b[^>]*?\s(?:src|href)\s*=\s*["']?(\/[^/"'\s>][^"'\s>?#]*)/gi,
    ),
  ]
  const wrong = addresses
    .map(([, path = '']) => path)
    .find((path) => !path.startsWith(base) && isOwn(path, files))
  if (wrong === undefined) return
  throw new Failure(
    'invalid',
    `The site will be at ${base}, but its page looks for ${wrong}, where nothing will be.`,
    {
      hint: "Set base: './' in vite.config, build again and publish that.",
    },
  )
}

/** True for one of the site's files, also when it was built for another folder. */
function isOwn(path: string, files: FileTree): boolean {
  const names = path.slice(1).split('/')
  return names.some((_, i) => files.has(names.slice(i).join('/')))
}
