import { useEffect, useState } from 'react'
import type { TokenName } from '#projects/app.ts'
import { useApp } from '../context.ts'
import { showFailure } from '../controls/toasts.ts'

export interface StoredToken {
  /** Undefined until it was read; empty when there is none. */
  readonly value: string | undefined
  /** An empty one is forgotten. Rejects with Failure 'storage'; then nothing has changed. */
  readonly save: (token: string) => Promise<void>
}

/** The token that is kept for one place. */
export function useToken(name: TokenName): StoredToken {
  const { tokens } = useApp()
  const [read, setRead] = useState<{ readonly name: TokenName; readonly value: string }>()

  useEffect(() => {
    let current = true
    tokens.read(name).then(
      (value) => current && setRead({ name, value }),
      (thrown: unknown) => {
        if (!current) return
        setRead({ name, value: '' })
        showFailure(thrown)
      },
    )
    return () => {
      current = false
    }
  }, [tokens, name])

  return {
    value: read?.name === name ? read.value : undefined,
    save: async (typed) => {
      const value = typed.trim()
      await tokens.save(name, value)
      setRead({ name, value })
    },
  }
}
