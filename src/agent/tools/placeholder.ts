/** A comment that stands for code: an ellipsis, or words such as "rest of the code unchanged". */
const ELLIPSIS =
  /^\s*(?:\/\/|\/\*+|\*|#|<!--|\{\/\*)\s*(?:\.{3}|…)|(?:\.{3}|…)\s*(?:\*\/\}?|-->)\s*$/
const WORDS =
  /^\s*(?:\/\/|\/\*+|#|<!--|\{\/\*).*\b(?:rest of (?:the )?(?:code|file|component|function|styles?)|(?:code|content|everything else|styles?|imports?|functions?) (?:remains?|stays?|is|are|here)? ?(?:unchanged|the same|as before)|existing (?:code|imports?|styles?|functions?)|unchanged code)\b/i
/** A file that shrinks below this share of its length has probably lost something. */
const SHRUNK = 0.65

/**
 * The line of `after` that stands for code which was left out, or undefined.
 * A line that `before` has too is none: it was there already.
 */
export function findPlaceholder(before: string, after: string): string | undefined {
  const old = new Set(before.split('\n').map((line) => line.trim()))
  const shrunk = before !== '' && after.length < before.length * SHRUNK
  return after.split('\n').find((line) => {
    if (old.has(line.trim())) return false
    const words = WORDS.test(line)
    return ELLIPSIS.test(line) ? words || shrunk || /^\W*$/.test(line) : words && shrunk
  })
}
