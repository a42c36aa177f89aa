export interface FilePick {
  /** As an input's `accept`; any file unless given. */
  readonly accept?: string
  /** A whole folder: each file's `webkitRelativePath` says where in it. */
  readonly folder?: boolean
  readonly multiple?: boolean
}

/** Lets the person choose files; empty when they choose none. Call it from a click, or the browser opens nothing. */
export function pickFiles({ accept, folder = false, multiple = false }: FilePick): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  if (accept !== undefined) input.accept = accept
  input.webkitdirectory = folder
  input.multiple = multiple
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
