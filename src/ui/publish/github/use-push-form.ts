import { useState } from 'react'
import { asFailure } from '#failure.ts'
import { parseRepositoryAddress } from '#publish/github/address.ts'
import { type NextPlace, repositoryName, type GitHubPlace, type PushPlan } from './push.ts'

interface Values {
  readonly kind: 'new' | 'existing'
  readonly name: string
  readonly private: boolean
  readonly address: string
  readonly branch: string
  readonly message: string
}

export interface PushForm {
  readonly values: Values
  readonly problems: Partial<Readonly<Record<keyof Values, string>>>
  readonly change: (next: Partial<Values>) => void
  /** Shows an existing repository, and its branch if one is given. */
  readonly show: (place: NextPlace) => void
  /** What to do, or undefined with the problems shown. */
  readonly take: () => PushPlan | undefined
}

/** The form's state. It begins where the project was pushed or imported last. */
export function usePushForm(projectName: string, known: GitHubPlace | undefined): PushForm {
  const first = `Add ${projectName}`
  const update = `Update ${projectName}`
  const [values, setValues] = useState<Values>({
    kind: known ? 'existing' : 'new',
    name: repositoryName(projectName),
    private: true,
    address: known ? `${known.owner}/${known.repo}` : '',
    branch: known?.branch ?? 'main',
    message: known ? update : first,
  })
  const [problems, setProblems] = useState<PushForm['problems']>({})

  return {
    values,
    problems,
    change: (next) => {
      setValues((current) => ({ ...current, ...next }))
      setProblems({})
    },
    show: ({ owner, repo, branch }) => {
      setValues((current) => ({
        ...current,
        kind: 'existing',
        address: `${owner}/${repo}`,
        branch: branch ?? current.branch,
        message: branch !== undefined && current.message === first ? update : current.message,
      }))
    },
    take: () => {
      const found = findProblems(values)
      setProblems(found.problems)
      return found.plan
    },
  }
}

function findProblems(values: Values): Pick<PushForm, 'problems'> & { readonly plan?: PushPlan } {
  const problems: Partial<Record<keyof Values, string>> = {}
  const branch = values.branch.trim()
  const message = values.message.trim()
  if (branch === '') problems.branch = 'Name a branch, such as main.'
  if (message === '') problems.message = 'Say in a line what this is.'
  let repository: PushPlan['repository'] | undefined
  if (values.kind === 'new') {
    const name = values.name.trim()
    if (/^[A-Za-z\d._-]{1,100}$/.test(name)) {
      repository = { type: 'new', name, private: values.private }
    } else problems.name = 'Use letters, digits, hyphens and dots.'
  } else {
    try {
      const { owner, repo } = parseRepositoryAddress(values.address)
      repository = { type: 'existing', owner, repo }
    } catch (error) {
      const { message: what, hint } = asFailure(error)
      problems.address = hint ?? what
    }
  }
  const clean = Object.keys(problems).length === 0
  return clean && repository ? { problems, plan: { repository, branch, message } } : { problems }
}
