import { page, show, type Source } from './source.ts'

export const storage: Source = {
  name: 'localStorage and sessionStorage',
  shows: 'all done',
  files: {
    'index.html': page('/src/main.ts'),
    'src/show.ts': show,
    'src/main.ts': `import { done, show } from './show'
localStorage.clear()
localStorage.setItem('a', '1')
localStorage.b = 2
localStorage['c d'] = 'three'
show('items', [localStorage.getItem('a'), localStorage.b, localStorage.getItem('missing'), localStorage.length])
show('keys', Object.keys(localStorage).sort())
show('entries', Object.entries({ ...localStorage }).sort())
show('has', ['a' in localStorage, 'zzz' in localStorage, localStorage.hasOwnProperty('b')])
delete localStorage.a
localStorage.removeItem('c d')
show('left', JSON.stringify(localStorage))
show('key', [localStorage.key(0), localStorage.key(9)])
show('kinds', [String(localStorage), localStorage instanceof Storage, typeof sessionStorage.clear])
sessionStorage.setItem('json', JSON.stringify({ list: [1] }))
show('session', JSON.parse(sessionStorage.getItem('json')!))
try { localStorage.setItem('big', 'x'.repeat(6_000_000)) } catch (error) { show('quota', (error as DOMException).name) }
document.cookie = 'k=v'
done()
`,
  },
}
