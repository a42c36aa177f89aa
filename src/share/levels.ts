/**
 * Characters of an address that arrive wherever it is sent: Internet Explorer
 * took 2,083, and what was made to suit it still cuts there; a message on
 * Discord holds 2,000 (https://discord.com/developers/docs/resources/message).
 */
export const MAX_ANYWHERE = 2000

/**
 * Characters that a browser takes from the clipboard and from other programs:
 * Chromium shows no longer ones (kMaxURLDisplayChars, 32 × 1024, in
 * content/common/content_constants.cc), and a command line on Windows, by
 * which programs open links, ends at 32,767 (CreateProcessW).
 */
export const MAX_COPIED = 32_000

/**
 * How far a link gets: 'anywhere', by 'copy' and paste between people with a
 * browser, or 'too-long' to be relied on: offer a gist or a zip. `url` is the whole address.
 */
export function linkLevel(url: string): 'anywhere' | 'copy' | 'too-long' {
  if (url.length <= MAX_ANYWHERE) return 'anywhere'
  return url.length <= MAX_COPIED ? 'copy' : 'too-long'
}
