import { MessageSquare } from 'lucide-react'
import { Blank } from '../controls/blank.tsx'
import { Chip } from '../controls/chip.tsx'

const ideas = [
  'A habit tracker with a weekly grid and streaks',
  'A unit converter that works offline',
  'Split a restaurant bill, with tips',
]

/** What to ask for, before anything was asked. An idea only fills the field. */
export function Welcome({ onPick }: { readonly onPick: (text: string) => void }) {
  return (
    <Blank
      icon={MessageSquare}
      title="What should this become?"
      text="Describe the app, or one change to it. The agent reads the files, edits them and shows you the result."
      actions={ideas.map((idea) => (
        <Chip key={idea} onClick={() => onPick(idea)}>
          {idea}
        </Chip>
      ))}
    />
  )
}
