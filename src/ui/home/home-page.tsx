import { useEffect } from 'react'
import { useApp } from '../context.ts'
import { DropZone } from '../import/drop-zone.tsx'
import { HomeHeader } from './home-header.tsx'
import { PromptForm } from './prompt-form.tsx'
import { Shelf } from './shelf.tsx'
import { StorageFoot } from './storage-foot.tsx'
import styles from './home-page.module.css'

/** Where one says what to make, and finds again what was made. */
export function HomePage() {
  const { name } = useApp()
  useEffect(() => {
    document.title = name
  }, [name])

  return (
    <div>
      <HomeHeader />
      <main className={styles.page}>
        <section className={styles.hero} aria-labelledby="ask">
          <h1 id="ask">What are we making?</h1>
          <p className={styles.lede}>
            Say it in a sentence. The agent writes the code, runs it here in this tab, and shows you
            the app as it takes shape.
          </p>
          <PromptForm />
        </section>
        <Shelf />
        <StorageFoot />
      </main>
      <DropZone />
    </div>
  )
}
