/** The text of the script that runs here, which workers are made from (see worker.ts). */
const text = typeof document === 'undefined' ? '' : (document.currentScript?.textContent ?? '')

/** '' when this does not run as a script of its own (under test, in a worker). */
export function pageSource(): string {
  return text
}
