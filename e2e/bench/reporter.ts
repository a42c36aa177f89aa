import os from 'node:os'
import type {
  FullResult,
  Reporter,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter'
import { ATTACHMENT, judge, type Finding } from './figures.ts'

interface Entry {
  readonly name: string
  readonly holds: boolean
  readonly figures: Finding['figures']
  readonly limits?: Finding['limits']
  /** The figures that break their limit, and what else went wrong. */
  readonly problems?: readonly string[]
}

/** Prints one JSON document with every figure when all benches have run; what happens meanwhile goes to stderr. */
export default class BenchReporter implements Reporter {
  private readonly entries: Entry[] = []
  private readonly problems: string[] = []
  private browser: string | undefined

  printsToStdio(): boolean {
    return true
  }

  onTestBegin(test: TestCase): void {
    process.stderr.write(`${test.title} …\n`)
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const findings = result.attachments
      .filter(({ name }) => name === ATTACHMENT)
      .map(({ body }) => JSON.parse(String(body)) as Finding)
    for (const finding of findings) {
      this.browser ??= finding.browser
      this.entries.push(toEntry(finding))
    }
    const broken = this.entries.slice(-findings.length).some(({ holds }) => !holds)
    // A bench that could not measure has not shown that its promise holds.
    if (findings.length === 0 || (result.status !== 'passed' && !broken)) {
      const why = result.errors.map(({ message }) => plain(message)).join('\n') || result.status
      this.entries.push({ name: test.title, holds: false, figures: {}, problems: [why] })
    }
  }

  onError({ message }: TestError): void {
    this.problems.push(plain(message))
  }

  onEnd({ status }: FullResult): void {
    const [processor] = os.cpus()
    const report = {
      date: new Date().toISOString(),
      machine: {
        processor: processor?.model ?? 'unknown',
        cores: os.availableParallelism(),
        memoryGB: Math.round(os.totalmem() / 1e9),
        system: `${os.type()} ${os.release()} ${os.arch()}`,
        node: process.version,
        /** Of the last minute: figures of a busy machine say little. */
        load: os.loadavg()[0],
      },
      browser: this.browser,
      holds: status === 'passed' && this.entries.every(({ holds }) => holds),
      promises: this.entries.filter(({ limits, holds }) => limits !== undefined || !holds),
      measured: this.entries.filter(({ limits, holds }) => limits === undefined && holds),
      ...(this.problems.length > 0 && { problems: this.problems }),
    }
    process.stdout.write(`${JSON.stringify(report, undefined, 2)}\n`)
  }
}

function toEntry(finding: Finding): Entry {
  const { name, figures, limits } = finding
  const problems = Object.keys(limits ?? {}).flatMap((figure) => {
    const { value, limit, holds } = judge(finding, figure)
    return holds ? [] : [`${figure} is ${JSON.stringify(value)}, limit ${JSON.stringify(limit)}`]
  })
  return {
    name,
    holds: problems.length === 0,
    figures,
    ...(limits && { limits }),
    ...(problems.length > 0 && { problems }),
  }
}

/** Without the colours of a terminal. */
function plain(message: string | undefined): string {
  // eslint-disable-next-line no-control-regex -- that is what an escape code begins with
  return (message ?? 'an unknown error').replace(/\u001b\[[\d;]*m/g, '')
}
