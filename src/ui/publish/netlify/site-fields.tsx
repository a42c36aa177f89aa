import type { Published } from '#projects/app.ts'
import type { Site } from '#publish/netlify/netlify.ts'
import { Field } from '../../controls/field.tsx'
import { Input, Select } from '../../controls/input.tsx'

/** Stands for a site that is still to be made. */
export const NEW_SITE = ''

export interface SiteChoice {
  readonly siteId: string
  /** Of a new site; empty: Netlify makes one up. */
  readonly name: string
}

interface SiteFieldsProps {
  /** Those to choose from. */
  readonly sites: readonly Site[]
  /** Where the project was deployed last: to be chosen even before the list is there. */
  readonly known: Published['netlify']
  readonly choice: SiteChoice
  readonly onChange: (choice: SiteChoice) => void
}

/** A new site or one that exists. */
export function SiteFields({ sites, known, choice, onChange }: SiteFieldsProps) {
  const listed = sites.some(({ id }) => id === known?.siteId)
  return (
    <>
      <Field label="Site">
        {(wires) => (
          <Select
            {...wires}
            value={choice.siteId}
            onChange={(event) => onChange({ ...choice, siteId: event.target.value })}
          >
            <option value={NEW_SITE}>A new site</option>
            {known && !listed && <option value={known.siteId}>{known.url}</option>}
            {sites.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {choice.siteId === NEW_SITE && (
        <Field
          label="Name"
          hint="The part before .netlify.app. Leave it empty and Netlify makes one up."
        >
          {(wires) => (
            <Input
              {...wires}
              mono
              value={choice.name}
              onChange={(event) => onChange({ ...choice, name: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  )
}
