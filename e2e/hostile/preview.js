/* eslint-disable no-undef -- runs in a preview */
import { tryAll } from './attempts.js'

const report = document.createElement('pre')
report.id = 'report'
tryAll().then((rows) => {
  report.textContent = JSON.stringify(rows)
  document.body.append(report)
})
