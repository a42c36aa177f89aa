import './controls/base.css'
import { Route, Router, Switch } from 'wouter'
import { useHashLocation } from 'wouter/use-hash-location'
import { useStore } from 'zustand'
import type { App } from '#projects/app.ts'
import { AppContext } from './context.ts'
import { classes } from './controls/classes.ts'
import { Toaster } from './controls/toaster.tsx'
import { ErrorBoundary } from './error-boundary.tsx'
import { HomePage } from './home/home-page.tsx'
import { importDialog } from './import/open.ts'
import { lazyPart } from './lazy-part.tsx'
import { settingsDialog } from './settings/open.ts'
import { NotFound } from './shell/not-found.tsx'
import { Notices } from './shell/notices.tsx'
import { OfflineLine } from './shell/offline-line.tsx'
import { PageLoading } from './shell/page-loading.tsx'
import styles from './shell/shell.module.css'
import { useTheme } from './theme.ts'

// The home page must stay light: what it does not show at once is fetched when asked for.
const WorkbenchPage = lazyPart(() => import('./workbench/workbench-page.tsx'), PageLoading)
const OpeningPage = lazyPart(() => import('./share/opening-page.tsx'), PageLoading)
const SettingsDialog = lazyPart(() => import('./settings/settings-dialog.tsx'))
const ImportDialog = lazyPart(() => import('./import/import-dialog.tsx'))

// What stands behind is taken as it is, whatever it holds: who reads it refuses what is wrong.
const NEW = /^\/new\/?(?:\?|$)/
const SHARED = /^\/s\//
const GIST = /^\/g\//

/** The whole interface over one App: pages by the address's hash, notices, toasts, Settings, Import. */
export function Root({ app }: { readonly app: App }) {
  useTheme(app)
  return (
    <AppContext value={app}>
      <Router hook={useHashLocation}>
        <Shell />
      </Router>
      <Settings />
      <Import />
      <Toaster />
    </AppContext>
  )
}

function Shell() {
  const [location] = useHashLocation()
  return (
    <div className={classes(styles.shell, location.startsWith('/p/') && styles.filled)}>
      <OfflineLine />
      <Notices />
      <div className={styles.page}>
        {/* Keyed, so that another address gets another try. */}
        <ErrorBoundary key={location} what="This page" className={styles.whole}>
          <Switch>
            <Route path="/" component={HomePage} />
            <Route path={NEW} component={HomePage} />
            <Route path={SHARED}>
              <OpeningPage source={{ type: 'link', payload: location.slice('/s/'.length) }} />
            </Route>
            <Route path={GIST}>
              <OpeningPage source={{ type: 'gist', id: location.slice('/g/'.length) }} />
            </Route>
            <Route path="/p/:id">{({ id }) => <WorkbenchPage key={id} id={id} />}</Route>
            <Route component={NotFound} />
          </Switch>
        </ErrorBoundary>
      </div>
    </div>
  )
}

function Settings() {
  const open = useStore(settingsDialog, (state) => state.open)
  if (!open) return null
  return (
    <ErrorBoundary what="Settings">
      <SettingsDialog />
    </ErrorBoundary>
  )
}

function Import() {
  const source = useStore(importDialog, (state) => state.source)
  if (!source) return null
  return (
    <ErrorBoundary what="Import">
      <ImportDialog source={source} />
    </ErrorBoundary>
  )
}
