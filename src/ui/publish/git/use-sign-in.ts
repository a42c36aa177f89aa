import { useState } from 'react'
import { useApp } from '../../context.ts'
import { corsProxy, keepCorsProxy, keepSignIn } from './sign-in.ts'
import type { SignInValues } from './sign-in-fields.tsx'

export interface SignIn {
  readonly values: SignInValues
  readonly problem: string | undefined
  readonly change: (next: Partial<SignInValues>) => void
  /** Keeps what was typed and gives the address; undefined, with the problem shown, when it is none. Rejects with Failure 'storage'. */
  readonly take: () => Promise<string | undefined>
}

/** The form for a git server's repository. A token that is kept already stays when the field is left empty. */
export function useSignIn(): SignIn {
  const { tokens } = useApp()
  const [problem, setProblem] = useState<string>()
  const [values, setValues] = useState<SignInValues>(() => ({
    address: '',
    username: '',
    password: '',
    proxy: corsProxy(),
  }))

  return {
    values,
    problem,
    change: (next) => {
      setValues((current) => ({ ...current, ...next }))
      setProblem(undefined)
    },
    take: async () => {
      const address = values.address.trim()
      if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) {
        setProblem('Start with https://. Addresses for SSH do not work in a browser.')
        return undefined
      }
      keepCorsProxy(values.proxy)
      if (values.password.trim() !== '') await keepSignIn(tokens, address, values)
      return address
    },
  }
}
