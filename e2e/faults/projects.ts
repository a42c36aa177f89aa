/** A Vite project without packages, whose page has a heading and runs `main`. */
export function plainProject(
  main: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return {
    'package.json': manifest({}),
    'index.html': html('/src/main.js'),
    'src/main.js': main,
    ...more,
  }
}

export function manifest(fields: Readonly<Record<string, unknown>>): string {
  const all = { name: 'faults', private: true, type: 'module', scripts: { dev: 'vite' }, ...fields }
  return `${JSON.stringify(all, null, 2)}\n`
}

export function html(script: string): string {
  return `<!doctype html>
<html lang="en">
  <head><meta charset="UTF-8" /><title>Faults</title></head>
  <body><h1></h1><script type="module" src="${script}"></script></body>
</html>
`
}

/** A module that writes the heading. */
export function heading(text: string): string {
  return `document.querySelector('h1').textContent = ${JSON.stringify(text)}\n`
}
