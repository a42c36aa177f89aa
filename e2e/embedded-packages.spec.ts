import type { Page } from '@playwright/test'
import { expect, test } from './engine-test.ts'

test.describe.configure({ mode: 'default' })
test.setTimeout(120_000)

test.afterEach(async ({ enginePage }, info) => {
  if (info.status === info.expectedStatus) return
  const output = await enginePage.evaluate(() => project.output()).catch(() => 'no project')
  await info.attach('output of the engine', { body: output })
})

const page = (script: string) =>
  `<!doctype html><html><body><div id="root"></div><script type="module" src="${script}"></script></body></html>`

const manifest = (...names: readonly string[]) =>
  JSON.stringify({
    name: 'uses-packages',
    private: true,
    type: 'module',
    dependencies: Object.fromEntries(
      names.map((name) => {
        const at = name.lastIndexOf('@')
        return at > 0 ? [name.slice(0, at), name.slice(at + 1)] : [name, '*']
      }),
    ),
  })

test('a page made of MUI, React Router, Zustand, TanStack Query and Framer Motion', async ({
  openProject,
  enginePage,
}) => {
  const problems = watch(enginePage)
  const preview = await openProject(
    {
      'package.json': manifest(
        'react@^19.0.0',
        'react-dom@^19.0.0',
        '@mui/material@^7.0.0',
        '@emotion/react@^11.0.0',
        '@emotion/styled@^11.0.0',
        'react-router@^7.0.0',
        'zustand@^5.0.0',
        '@tanstack/react-query@^5.0.0',
        'framer-motion@^12.0.0',
      ),
      'index.html': page('/src/main.tsx'),
      'src/store.ts': `
        import { create } from 'zustand'
        import { persist } from 'zustand/middleware'
        interface Bears { bears: number; add: () => void }
        export const useBears = create<Bears>()(
          persist((set) => ({ bears: 1, add: () => set((s) => ({ bears: s.bears + 1 })) }), { name: 'bears' }),
        )`,
      'src/main.tsx': `
        import { createRoot } from 'react-dom/client'
        import { Button, ThemeProvider, createTheme } from '@mui/material'
        import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
        import { motion, AnimatePresence } from 'framer-motion'
        import { BrowserRouter, Link, Route, Routes, useParams } from 'react-router'
        import { useBears } from './store'

        const theme = createTheme({ palette: { primary: { main: '#0a6640' } } })
        const client = new QueryClient()

        function Home() {
          const { bears, add } = useBears()
          const { data = 'waiting' } = useQuery({ queryKey: ['x'], queryFn: async () => 'asked and answered' })
          return <>
            <Button variant="contained" onClick={add}>bears {bears}</Button>
            <p id="query">{data}</p>
            <Link to="/item/7">to the item</Link>
          </>
        }
        function Item() {
          return <h1>Item {useParams().id}</h1>
        }
        createRoot(document.getElementById('root')!).render(
          <ThemeProvider theme={theme}><QueryClientProvider client={client}><BrowserRouter>
            <AnimatePresence>
              <motion.div id="moving" initial={{ opacity: 0 }} animate={{ opacity: 0.5 }} transition={{ duration: 0.1 }}>moving</motion.div>
            </AnimatePresence>
            <Routes><Route path="/" element={<Home />} /><Route path="/item/:id" element={<Item />} /></Routes>
          </BrowserRouter></QueryClientProvider></ThemeProvider>,
        )`,
    },
    { install: 'install' },
  )
  const button = preview.getByRole('button', { name: 'bears 1' })
  await expect(button).toBeVisible({ timeout: 60_000 })
  await expect(button).toHaveCSS('background-color', 'rgb(10, 102, 64)')
  await expect(button).toHaveCSS('text-transform', 'uppercase')
  await button.click()
  await expect(preview.getByRole('button', { name: 'bears 2' })).toBeVisible()
  await expect(preview.locator('#query')).toHaveText('asked and answered')
  await expect(preview.locator('#moving')).toHaveCSS('opacity', '0.5')
  await preview.getByRole('link', { name: 'to the item' }).click()
  await expect(preview.getByRole('heading', { name: 'Item 7' })).toBeVisible()
  expect(await problems()).toEqual([])
})

test('a page made of Recharts, Chart.js, D3, Three, date-fns and Lodash', async ({
  openProject,
  enginePage,
}) => {
  const problems = watch(enginePage)
  const preview = await openProject(
    {
      'package.json': manifest(
        'react@^19.0.0',
        'react-dom@^19.0.0',
        'react-is@^19.0.0',
        'recharts@^3.0.0',
        'chart.js@^4.0.0',
        'd3@^7.0.0',
        'three@^0.180.0',
        'date-fns@^4.0.0',
        'lodash@^4.0.0',
      ),
      'index.html': page('/src/main.tsx'),
      'src/main.tsx': `
        import { createRoot } from 'react-dom/client'
        import { Bar, BarChart, XAxis } from 'recharts'
        import { Chart, BarController, BarElement, CategoryScale, LinearScale } from 'chart.js'
        import * as d3 from 'd3'
        import { format, addDays } from 'date-fns'
        import { de } from 'date-fns/locale'
        import _ from 'lodash'
        import debounce from 'lodash/debounce'
        import './scene'

        Chart.register(BarController, BarElement, CategoryScale, LinearScale)
        const data = [{ name: 'a', n: 3 }, { name: 'b', n: 5 }]
        function canvas(element: HTMLCanvasElement | null) {
          if (!element) return
          const chart = new Chart(element, {
            type: 'bar', options: { animation: false, responsive: false },
            data: { labels: ['x'], datasets: [{ data: [4], backgroundColor: 'rgb(200, 0, 0)', barPercentage: 1, categoryPercentage: 1 }] },
          })
          return () => chart.destroy()
        }
        const path = d3.line()([[0, 0], [10, 20]])
        createRoot(document.getElementById('root')!).render(<>
          <BarChart width={300} height={120} data={data}><XAxis dataKey="name" /><Bar dataKey="n" isAnimationActive={false} /></BarChart>
          <canvas id="chart" width={120} height={80} ref={canvas} />
          <p id="d3">{path} {d3.sum([1, 2, 3])}</p>
          <p id="date">{format(addDays(new Date(2026, 0, 1), 1), 'EEEE d. MMMM', { locale: de })}</p>
          <p id="lodash">{_.chunk([1, 2, 3], 2).length} {typeof debounce} {String(_.isFunction(debounce))}</p>
        </>)`,
      'src/scene.ts': `
        import { BoxGeometry, Mesh, MeshBasicMaterial, PerspectiveCamera, Scene, Vector3 } from 'three'
        import { OrbitControls } from 'three/addons/controls/OrbitControls.js'
        const box = new Mesh(new BoxGeometry(1, 2, 3), new MeshBasicMaterial())
        const scene = new Scene().add(box)
        box.position.set(1, 0, 0)
        scene.updateMatrixWorld(true)
        const camera = new PerspectiveCamera()
        camera.position.z = 5
        const seen = box.getWorldPosition(new Vector3()).project(camera)
        const line = document.createElement('p')
        line.id = 'three'
        line.textContent = scene.children.length + ' ' + (seen.x > 0) + ' ' + (new OrbitControls(camera, line).object === camera)
        document.body.append(line)`,
    },
    { install: 'install' },
  )
  await expect(preview.locator('.recharts-bar-rectangle')).toHaveCount(2, { timeout: 60_000 })
  await expect(preview.locator('#d3')).toHaveText('M0,0L10,20 6')
  await expect(preview.locator('#date')).toHaveText('Freitag 2. Januar')
  await expect(preview.locator('#lodash')).toHaveText('2 function true')
  await expect(preview.locator('#three')).toHaveText('1 true true')
  const red = await preview.locator('#chart').evaluate((element) => {
    if (!(element instanceof HTMLCanvasElement)) return undefined
    return [...(element.getContext('2d')?.getImageData(70, 40, 1, 1).data ?? [])]
  })
  expect(red).toEqual([200, 0, 0, 255])
  expect(await problems()).toEqual([])
})

test('packages in all the ways that they are published', async ({ openProject, enginePage }) => {
  const problems = watch(enginePage)
  const preview = await openProject(
    {
      'package.json': manifest(
        'react@^19.0.0',
        'react-dom@^19.0.0',
        'fixture-common-js',
        'fixture-class-js',
        'fixture-exports',
        'fixture-browser-field',
        'fixture-peer',
        'fixture-css-only',
        'fixture-brings-css',
        'fixture-old',
        'fixture-new',
        'fixture-shared@^2.0.0',
      ),
      'index.html': page('/src/main.jsx'),
      'src/main.jsx': `
        import { createRoot } from 'react-dom/client'
        import common, { hello, self } from 'fixture-common-js'
        import Counter from 'fixture-class-js'
        import { where } from 'fixture-exports'
        import one from 'fixture-exports/parts/one'
        import 'fixture-exports/style.css'
        import web from 'fixture-browser-field'
        import { Peer } from 'fixture-peer'
        import 'fixture-css-only'
        import { brought } from 'fixture-brings-css'
        import { says as old } from 'fixture-old'
        import { says as young } from 'fixture-new'
        import { version } from 'fixture-shared'
        createRoot(document.getElementById('root')).render(<>
          <pre>{[hello(), self, common.hello === hello, new Counter().n, where, one, web, brought, old, young, version].join('\\n')}</pre>
          <Peer />
          <i className="by-exports by-package brought">styled</i>
        </>)`,
    },
    { install: 'install' },
  )
  await expect(preview.locator('pre')).toHaveText(
    [
      'COMMON!',
      'function function',
      'true',
      '7',
      'browser inside',
      'part one',
      'web 00',
      'with css',
      '1.0.0',
      '2.0.0',
      '2.0.0',
    ].join('\n'),
    { timeout: 60_000 },
  )
  const styled = preview.getByText('styled')
  await expect(styled).toHaveCSS('color', 'rgb(1, 2, 3)')
  await expect(styled).toHaveCSS('outline-color', 'rgb(4, 5, 6)')
  await expect(styled).toHaveCSS('border-top-color', 'rgb(7, 8, 9)')
  await expect(styled).toHaveCSS('background-image', /^url\("(?:blob|data):/)
  await expect(styled).toHaveCSS('font-style', 'oblique')
  await preview.getByRole('button', { name: 'peer 0' }).click()
  await expect(preview.getByRole('button', { name: 'peer 1' })).toBeVisible()

  await test.step('what a package does not export is refused where it is imported', async () => {
    await enginePage.evaluate(() =>
      project.write({ 'src/main.jsx': `import 'fixture-exports/hidden'\n` }),
    )
    await expect
      .poll(() => enginePage.evaluate(() => project.output()))
      .toContain('"fixture-exports/hidden" is not exported by the package fixture-exports 2.0.0')
  })
  expect(await problems()).toEqual([])
})

/** What the page logged as errors or threw, and what the engine warned of. */
function watch(page: Page): () => Promise<readonly string[]> {
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  return async () => {
    const reported = await page.evaluate(() =>
      project.events.filter(({ type }) => type === 'preview-error'),
    )
    return [...problems, ...reported.map((event) => JSON.stringify(event))]
  }
}
