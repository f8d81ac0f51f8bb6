export interface Failure {
  readonly name: string
  readonly message: string
}

export interface PartResult {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly failures: readonly Failure[]
  readonly late: readonly Failure[]
}

/** The part of vitest's JSON report that is read. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string
    readonly status: string
    readonly message: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages: readonly string[]
    }[]
  }[]
}

export function checkResult(name: string, error: string | null): PartResult
export function projectResult(name: string, report: VitestReport | null, status: number, output: string): PartResult
export function failedFiles(report: VitestReport | null): string[]
export function hasEscapedError(output: string): boolean
export function withSecondTry(first: VitestReport, second: VitestReport): VitestReport
export function partLine(result: PartResult, seconds: number): string
export function failureList(results: readonly PartResult[], root: string): string
export function lateList(results: readonly PartResult[], root: string): string
export function totalLine(results: readonly PartResult[]): string
