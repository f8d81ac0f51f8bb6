import { describe, expect, test } from 'vitest'
import {
  checkResult,
  failedFiles,
  failureList,
  hasEscapedError,
  lateList,
  partLine,
  projectResult,
  totalLine,
  type VitestReport,
  withSecondTry,
} from '../../scripts/test-report.mjs'

const file = (name: string, statuses: readonly string[], message = ''): VitestReport['testResults'][number] => ({
  name: `/checkout/${name}`,
  status: statuses.includes('failed') || message !== '' ? 'failed' : 'passed',
  message,
  assertionResults: statuses.map((status, index) => ({
    status,
    fullName: `case ${index + 1}`,
    failureMessages: status === 'failed' ? ['AssertionError: expected 1 to be 2'] : [],
  })),
})

const resultOf = (...testResults: VitestReport['testResults'][number][]) =>
  projectResult('unit', { testResults }, 0, '')

describe('a project', () => {
  test('is counted test by test', () => {
    const result = resultOf(file('a.test.ts', ['passed', 'failed', 'skipped']), file('b.test.ts', ['passed', 'todo']))
    expect(result).toMatchObject({ passed: 2, failed: 1, skipped: 2 })
    expect(result.failures).toEqual([
      { name: '/checkout/a.test.ts > case 2', message: 'AssertionError: expected 1 to be 2' },
    ])
  })

  test('has failed when a file could not be loaded, even if all other tests passed', () => {
    const result = resultOf(file('a.test.ts', ['passed']), file('b.test.ts', [], 'Cannot find module'))
    expect(result).toMatchObject({ passed: 1, failed: 1 })
    expect(result.failures[0]?.message).toBe('Cannot find module')
  })

  test('has failed when an error escaped from the tests, which the report does not tell', () => {
    const result = projectResult('unit', { testResults: [file('a.test.ts', ['passed'])] }, 1, 'Unhandled Rejection: oh')
    expect(result).toMatchObject({ passed: 1, failed: 1 })
    expect(result.failures[0]?.message).toContain('Unhandled Rejection: oh')
  })

  test('has failed when it wrote no report', () => {
    expect(projectResult('unit', null, 1, 'Segmentation fault').failures[0]?.message).toBe('Segmentation fault')
  })

  test('has passed, and says so, when a test passed at its second try', () => {
    const report = file('test/a.test.ts', ['passed'])
    const result = resultOf({
      ...report,
      assertionResults: report.assertionResults.map((each) => ({ ...each, failureMessages: ['Error: no ring'] })),
    })
    expect(result).toMatchObject({ passed: 1, failed: 0 })
    expect(lateList([result], '/checkout')).toBe('~ at the second try: test/a.test.ts > case 1\n    Error: no ring')
    expect(failureList([result], '/checkout')).toBe('')
  })

  describe('whose failed files were run again', () => {
    const first = { testResults: [file('a.test.ts', ['passed']), file('b.test.ts', ['passed', 'failed'])] }

    test('has passed when they did, and says what went wrong before', () => {
      expect(failedFiles(first)).toEqual(['/checkout/b.test.ts'])
      const both = withSecondTry(first, { testResults: [file('b.test.ts', ['passed', 'passed'])] })
      const result = projectResult('desktop', both, 0, '')
      expect(result).toMatchObject({ passed: 3, failed: 0 })
      expect(result.late).toEqual([
        { name: '/checkout/b.test.ts > case 2', message: 'AssertionError: expected 1 to be 2' },
      ])
    })

    test('has failed when anything in them failed again', () => {
      const both = withSecondTry(first, { testResults: [file('b.test.ts', ['failed', 'passed'])] })
      expect(projectResult('desktop', both, 1, '')).toMatchObject({ passed: 2, failed: 1 })
    })

    test('are not when an error escaped from the tests: it would be hidden', () => {
      expect(hasEscapedError('⎯⎯⎯⎯ Unhandled Errors ⎯⎯⎯⎯\nVitest caught 1 unhandled error')).toBe(true)
      expect(hasEscapedError(' Tests  1 failed\n      Errors  1 error\n')).toBe(true)
      expect(hasEscapedError(' FAIL  a.test.ts > says Unhandled Errors\n Tests  1 failed | 2 passed')).toBe(false)
    })

    test('says what went wrong before any test of a file', () => {
      const unopened = { testResults: [file('a.test.ts', ['skipped'], 'no screen')] }
      const both = withSecondTry(unopened, { testResults: [file('a.test.ts', ['passed'])] })
      expect(projectResult('desktop', both, 0, '').late).toEqual([
        { name: '/checkout/a.test.ts > case 1', message: 'no screen' },
      ])
    })

    test('has failed when one of them could not be run again', () => {
      const both = withSecondTry(first, { testResults: [file('b.test.ts', [], 'Cannot find module')] })
      expect(projectResult('desktop', both, 1, '')).toMatchObject({ passed: 1, failed: 1 })
    })
  })

  test('has failed when nothing in it ran', () => {
    expect(resultOf(file('a.test.ts', ['skipped'])).failed).toBe(1)
    expect(projectResult('unit', { testResults: [] }, 0, '').failed).toBe(1)
  })
})

describe('the summary', () => {
  const results = [
    checkResult('types', null),
    checkResult('lint', 'a.ts: unused'),
    resultOf(file('a.test.ts', ['passed', 'skipped'])),
  ]

  test('ends with the totals, and with the skipped ones only if there are some', () => {
    expect(totalLine(results)).toBe('2 passed, 1 failed, 1 skipped')
    expect(totalLine([checkResult('types', null)])).toBe('1 passed, 0 failed')
  })

  test('has a line for each part', () => {
    expect(results.map((result) => partLine(result, 1.26))).toEqual([
      '✓ types      1 passed, 0 failed (1.3 s)',
      '✗ lint       0 passed, 1 failed (1.3 s)',
      '✓ unit       1 passed, 0 failed, 1 skipped (1.3 s)',
    ])
  })

  test('names what failed, with its path in the checkout', () => {
    const failed = resultOf(file('test/a.test.ts', ['failed']))
    expect(failureList([...results, failed], '/checkout')).toBe(
      '✗ lint\n    a.ts: unused\n\n✗ test/a.test.ts > case 1\n    AssertionError: expected 1 to be 2',
    )
  })
})
