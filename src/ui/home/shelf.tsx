import { ArrowDownUp, DatabaseZap, Search, SearchX } from 'lucide-react'
import { useRef, useState } from 'react'
import { useStore } from 'zustand'
import { useApp } from '../context.ts'
import { Blank } from '../controls/blank.tsx'
import { Button } from '../controls/button.tsx'
import { Count } from '../controls/count.tsx'
import { Input } from '../controls/input.tsx'
import { Menu, MenuChoice } from '../controls/menu.tsx'
import { ImportMenu } from '../import/import-menu.tsx'
import { ProjectCard } from './project-card.tsx'
import { RenameDialog } from './rename-dialog.tsx'
import { arrangeShelf, shelfOrders, type ShelfOrder } from './shelf-order.ts'
import { ShelfSkeleton } from './shelf-skeleton.tsx'
import { useProjectActions } from './use-project-actions.ts'
import styles from './shelf.module.css'

/** The projects of this browser. */
export function Shelf() {
  const app = useApp()
  const { loaded, failure, projects } = useStore(app.projects)
  const [query, setQuery] = useState('')
  const [order, setOrder] = useState<ShelfOrder>('opened')
  const heading = useRef<HTMLHeadingElement>(null)
  const actions = useProjectActions()
  // Ages are as of when the page was shown; nobody watches them tick.
  const [now] = useState(() => Date.now())
  const shown = arrangeShelf(projects, query, order)

  return (
    <section className={styles.section} aria-labelledby="mine">
      <div className={styles.head}>
        <h2 id="mine" ref={heading} tabIndex={-1}>
          Your projects
        </h2>
        {projects.length > 0 && (
          <>
            <Count of={projects.length} />
            <Input
              className={styles.search}
              type="search"
              icon={Search}
              placeholder="Find a project"
              aria-label="Find a project"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
            <Menu
              align="end"
              trigger={
                <Button icon={ArrowDownUp} title="Sort" className={styles.sort}>
                  {shelfOrders.find(({ value }) => value === order)?.label}
                </Button>
              }
            >
              <MenuChoice label="Sort by" value={order} choices={shelfOrders} onChange={setOrder} />
            </Menu>
          </>
        )}
        <ImportMenu className={styles.import} />
      </div>

      {failure ? (
        <Blank
          role="alert"
          tone="bad"
          className={styles.blank}
          icon={DatabaseZap}
          title="Your projects could not be read"
          text={[failure.message, failure.hint].filter(Boolean).join(' ')}
          actions={<Button onClick={() => location.reload()}>Reload</Button>}
        />
      ) : !loaded ? (
        <ShelfSkeleton />
      ) : projects.length === 0 ? (
        <Blank
          className={styles.blank}
          title="Nothing here yet"
          text="What you build is kept here, in this browser, and saves itself as you go. Drop a zip or a folder anywhere to bring something along."
        />
      ) : shown.length === 0 ? (
        <Blank
          role="status"
          className={styles.blank}
          icon={SearchX}
          title={`No project is called “${query.trim()}”`}
          actions={<Button onClick={() => setQuery('')}>Show all</Button>}
        />
      ) : (
        <ul role="list" aria-labelledby="mine" className={styles.shelf}>
          {shown.map((project) => (
            <ProjectCard
              key={project.id}
              project={project}
              now={now}
              onRename={() => actions.startRename(project)}
              onDuplicate={() => void actions.duplicate(project)}
              onDelete={() => void actions.remove(project).then(() => heading.current?.focus())}
            />
          ))}
        </ul>
      )}

      {actions.renaming && (
        <RenameDialog
          key={actions.renaming.id}
          project={actions.renaming}
          onRename={actions.rename}
          onClose={actions.stopRename}
        />
      )}
    </section>
  )
}
