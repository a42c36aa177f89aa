import { createContext, useContext, useState } from 'react'

/** What the reader unfolded or folded, by part. Kept outside the rows, which come and go while scrolling. */
export const FoldsContext = createContext(new Map<string, boolean>())

export function useFold(id: string, initially: boolean): readonly [boolean, () => void] {
  const folds = useContext(FoldsContext)
  const [chosen, setChosen] = useState(() => folds.get(id))
  const open = chosen ?? initially
  return [
    open,
    () => {
      folds.set(id, !open)
      setChosen(!open)
    },
  ]
}
