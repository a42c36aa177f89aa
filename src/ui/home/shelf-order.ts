import type { ProjectRecord } from '#projects/project.ts'

export type ShelfOrder = 'opened' | 'changed' | 'name'

export const shelfOrders = [
  { value: 'opened', label: 'Last opened' },
  { value: 'changed', label: 'Last changed' },
  { value: 'name', label: 'Name' },
] as const satisfies readonly { readonly value: ShelfOrder; readonly label: string }[]

const byOrder: Readonly<Record<ShelfOrder, (a: ProjectRecord, b: ProjectRecord) => number>> = {
  opened: (a, b) => b.openedAt - a.openedAt,
  changed: (a, b) => b.updatedAt - a.updatedAt,
  name: (a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }),
}

/** The projects whose name holds every word of `query`, in the given order. */
export function arrangeShelf(
  projects: readonly ProjectRecord[],
  query: string,
  order: ShelfOrder,
): readonly ProjectRecord[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  return projects
    .filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)))
    .toSorted(byOrder[order])
}
