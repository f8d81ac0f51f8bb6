/** What `npm test` makes of the reports of its parts. A part's result is {name, passed, failed, skipped, failures, late}. */

const MESSAGE_LINES = 25

/** The message without the frames that lie in other people's code. */
function indented(text) {
  const lines = text.trimEnd().split('\n')
  const own = lines.filter(
    (line) => !/^\s+(at|❯) .*(node_modules\/|node:)/.test(line) && !/^\s+at new Promise/.test(line),
  )
  return own
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join('\n')
}

const failure = (name, message) => ({ name, message })

/** The result of a check that either passes or not, such as the type check. */
export function checkResult(name, error) {
  return error
    ? { name, passed: 0, failed: 1, skipped: 0, failures: [failure(name, error)], late: [] }
    : { name, passed: 1, failed: 0, skipped: 0, failures: [], late: [] }
}

/**
 * The result of a vitest project, from its JSON report (null when it wrote none), its exit status and its output. A file
 * that could not be loaded, an error outside any test and a run in which nothing ran are failures too. `late` are the tests
 * that passed at their second try only.
 */
export function projectResult(name, report, status, output) {
  const result = { name, passed: 0, failed: 0, skipped: 0, failures: [], late: [] }
  const fail = (what, message) => {
    result.failed++
    result.failures.push(failure(what, message))
  }
  for (const file of report?.testResults ?? []) {
    if (file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')) {
      fail(file.name, file.message || 'the file could not be run')
    }
    for (const test of file.assertionResults) {
      if (test.status === 'passed') {
        result.passed++
        if (test.failureMessages.length > 0) {
          result.late.push(failure(`${file.name} > ${test.fullName}`, test.failureMessages.join('\n')))
        }
      } else if (test.status === 'failed') fail(`${file.name} > ${test.fullName}`, test.failureMessages.join('\n'))
      else result.skipped++
    }
  }
  if (status !== 0 && result.failed === 0) fail(name, output.split('\n').slice(-MESSAGE_LINES).join('\n'))
  if (result.passed + result.failed === 0) fail(name, 'No test ran, though there are test files.')
  return result
}

/** The files in which something failed. */
export const failedFiles = (report) =>
  (report?.testResults ?? []).filter(({ status }) => status === 'failed').map(({ name }) => name)

/** Whether vitest said that an error escaped from the tests, which its report does not tell. */
export const hasEscapedError = (output) => /^\W*Unhandled Errors?\b|^\s*Errors\s+\d+ error/m.test(output)

/**
 * The report of both tries, where the files that failed at the first were run again. What went wrong there is kept with
 * the tests that have passed since, as vitest does with its own retries.
 */
export function withSecondTry(first, second) {
  const again = new Map(second.testResults.map((file) => [file.name, file]))
  return {
    testResults: first.testResults.map((file) => {
      const later = again.get(file.name)
      if (!later) return file
      const failed = new Map(
        file.assertionResults
          .filter(({ status }) => status === 'failed')
          .map(({ fullName, failureMessages }) => [fullName, failureMessages]),
      )
      const ofAll = failed.size === 0 ? [file.message] : [] // a hook, which belongs to no test
      return {
        ...later,
        assertionResults: later.assertionResults.map((test, index) =>
          test.status === 'passed'
            ? { ...test, failureMessages: failed.get(test.fullName) ?? (index === 0 ? ofAll : []) }
            : test,
        ),
      }
    }),
  }
}

/** One line for a part that has ended. */
export function partLine({ name, passed, failed, skipped }, seconds) {
  const counts = `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return `${failed > 0 ? '✗' : '✓'} ${name.padEnd(10)} ${counts} (${seconds.toFixed(1)} s)`
}

const list = (all, sign, root) =>
  all.map(({ name, message }) => `${sign} ${name.replace(`${root}/`, '')}\n${indented(message)}`).join('\n\n')

/** The failures with what they said, relative to `root`; empty when there are none. */
export const failureList = (results, root) =>
  list(
    results.flatMap(({ failures }) => failures),
    '✗',
    root,
  )

/** What passed at the second try, with what went wrong at the first; empty when there is nothing. */
export const lateList = (results, root) =>
  list(
    results.flatMap(({ late }) => late),
    '~ at the second try:',
    root,
  )

/** The last line: what a build server reads. */
export function totalLine(results) {
  const total = (key) => results.reduce((sum, result) => sum + result[key], 0)
  const skipped = total('skipped')
  return `${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
