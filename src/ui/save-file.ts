/** How long the browser may take to begin reading. Milliseconds. */
const KEPT_FOR = 60_000

/** Hands `content` to the browser as a download called `name`. */
export function saveFile(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR)
}
