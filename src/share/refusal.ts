/**
 * Why a link cannot be made or opened, as the end of a sentence: "it is cut".
 * Inside this folder only; `link.ts` makes a Failure of it.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal'
}
