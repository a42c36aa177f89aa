import { Failure } from '#failure.ts'
import type { RepositoryAddress } from './github.ts'

/** https://docs.github.com/en/get-started/start-your-journey/creating-an-account-on-github: letters, digits, single hyphens. */
const OWNER = /^[A-Za-z\d](?:[A-Za-z\d-]{0,38}[A-Za-z\d])?$/
const NAME = /^[A-Za-z\d._-]{1,100}$/

/**
 * Takes apart what people paste: an address of a repository, of a branch or
 * folder in it, what `git clone` takes (https and ssh), or just owner/name.
 * Throws Failure 'invalid' for anything else.
 */
export function parseRepositoryAddress(pasted: string): RepositoryAddress {
  const text = pasted.trim().replace(/^git\+/, '')
  const path =
    /^(?:ssh:\/\/)?git@github\.com[:/](.+)$/i.exec(text)?.[1] ??
    /^(?:(?:https?|git):\/\/)?(?:www\.)?github\.com\/([^?#]+)/i.exec(text)?.[1] ??
    (/^[^:/\s]+\/[^:/\s]+\/?$/.test(text) ? text : undefined)
  const [owner = '', rawName = '', kind, ...rest] = (path ?? '').split('/')
  const repo = rawName.replace(/\.git$/, '')
  if (!OWNER.test(owner) || !NAME.test(repo) || /^\.{1,2}$/.test(repo)) {
    throw new Failure('invalid', 'This is not the address of a GitHub repository.', {
      hint: 'Paste it as https://github.com/owner/name or owner/name.',
    })
  }
  if (kind === undefined || kind === '') return { owner, repo, tail: undefined }
  const tail = decode(rest.filter((part) => part !== '').join('/'))
  if (kind === 'tree' || kind === 'commit')
    return { owner, repo, tail: tail === '' ? undefined : tail }
  throw new Failure(
    'invalid',
    `This is an address inside ${owner}/${repo}, but not of a branch or folder.`,
    {
      hint: `Open the folder on GitHub and paste its address, or use ${owner}/${repo}.`,
    },
  )
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
