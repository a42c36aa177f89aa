/** True for a letter with the platform's command key (Ctrl or Cmd) and nothing else. */
export function isShortcut(event: KeyboardEvent, letter: string): boolean {
  const { key, ctrlKey, metaKey, altKey, shiftKey } = event
  return key.toLowerCase() === letter && ctrlKey !== metaKey && !altKey && !shiftKey
}
