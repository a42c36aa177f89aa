import { useId, useState } from 'react'
import type { SharedProject } from '#share/link.ts'
import { decodeText, type FileTree } from '#workspace/workspace.ts'
import { byteSize } from '../byte-size.ts'
import { Icon } from '../controls/icon.tsx'
import { Sheet } from '../controls/sheet.tsx'
import { TabHead } from '../controls/tab-head.tsx'
import { fileIcon } from '../files/file-icon.ts'
import styles from './shared-files.module.css'

/** Characters of a file that are shown: enough to read, few enough to draw at once. */
const MOST_SHOWN = 100_000

interface Group {
  readonly title: string
  readonly paths: readonly string[]
}

/** The files of a shared project with their sizes, and the text of one of them. */
export function SharedFiles({ project }: { readonly project: SharedProject }) {
  const { files } = project
  const groups = groupFiles(project)
  const [shown, setShown] = useState(() => firstPath(groups))
  return (
    <div className={styles.files}>
      <nav className={styles.list} aria-label="Files">
        {groups.map((group) => (
          <FileGroup
            key={group.title}
            group={group}
            files={files}
            shown={shown}
            onShow={setShown}
          />
        ))}
        {project.deleted.length > 0 && (
          <p className={styles.deleted}>Without the template’s {project.deleted.join(', ')}</p>
        )}
      </nav>
      {shown !== undefined && <FileText path={shown} bytes={files.get(shown)} />}
    </div>
  )
}

/** Source says more about a project than its settings. */
function firstPath([first]: readonly Group[]): string | undefined {
  return first?.paths.find((path) => path.startsWith('src/')) ?? first?.paths[0]
}

/** What somebody wrote comes before what the template brings. */
function groupFiles({ files, changed, template }: SharedProject): readonly Group[] {
  const own = new Set(changed.map(({ path }) => path))
  const paths = [...files.keys()].sort()
  const groups = [
    {
      title: template ? 'Changed from the template' : 'Files',
      paths: paths.filter((path) => own.has(path)),
    },
    { title: 'From the template', paths: paths.filter((path) => !own.has(path)) },
  ]
  return groups.filter(({ paths: listed }) => listed.length > 0)
}

interface FileGroupProps {
  readonly group: Group
  readonly files: FileTree
  readonly shown: string | undefined
  readonly onShow: (path: string) => void
}

function FileGroup({ group: { title, paths }, files, shown, onShow }: FileGroupProps) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className={styles.title}>
        {title} <span>{paths.length}</span>
      </h2>
      <ul role="list">
        {paths.map((path) => (
          <li key={path}>
            <button
              type="button"
              className={styles.file}
              aria-pressed={path === shown}
              title={path}
              onClick={() => onShow(path)}
            >
              <Icon of={fileIcon(path)} size={14} />
              <span className={styles.path}>{path}</span>
              <span className={styles.size}>{byteSize(files.get(path)?.length ?? 0)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface FileTextProps {
  readonly path: string
  readonly bytes: Uint8Array | undefined
}

/** As text and never as markup, whatever kind of file it is. */
function FileText({ path, bytes = new Uint8Array() }: FileTextProps) {
  const text = decodeText(bytes)
  return (
    <section className={styles.view} aria-label={path}>
      <TabHead className={styles.tab}>
        <span className={styles.path}>{path}</span>
      </TabHead>
      <Sheet className={styles.sheet}>
        {text === undefined ? (
          <p className={styles.binary}>{byteSize(bytes.length)} that are not text.</p>
        ) : (
          <pre tabIndex={0}>{text.slice(0, MOST_SHOWN)}</pre>
        )}
        {text !== undefined && text.length > MOST_SHOWN && (
          <p className={styles.binary}>The rest of this file is not shown here.</p>
        )}
      </Sheet>
    </section>
  )
}
