import { page, type Source } from './source.ts'

export const jsx: Source = {
  name: 'JSX in .jsx files with a pragma of its own',
  shows: 'made without React',
  files: {
    'index.html': page('/src/main.jsx'),
    'src/h.js': `export function h(name, props, ...children) {
  if (typeof name === 'function') return name({ ...props, children })
  const element = name === 'fragment' ? document.createDocumentFragment() : document.createElement(name)
  for (const [key, value] of Object.entries(props ?? {})) element.setAttribute(key, value)
  element.append(...children.flat().filter((child) => child !== false))
  return element
}
export const Fragment = 'fragment'
`,
    'src/main.jsx': `/** @jsx h */
/** @jsxFrag Fragment */
import { h, Fragment } from './h'
import Card from './Card.jsx'
document.getElementById('app').append(
  <>
    <Card title="First"><em>inside</em></Card>
    {[1, 2, 3].map((n) => n !== 2 && <span class={'n' + n}>{n}</span>)}
    <p>made without React</p>
  </>,
)
`,
    'src/Card.jsx': `/* @jsx h */
import { h } from './h'
export default ({ title, children }) => <section data-title={title}><h2>{title}</h2>{children}</section>
`,
  },
}
