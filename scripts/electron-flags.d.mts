export function electronFlags(options?: { readonly headless?: boolean }): string[]
export function electronEnvironment(options?: {
  readonly headless?: boolean
  readonly display?: string
}): Record<string, string>
export function hasDisplay(): boolean
export function startXvfb(options?: {
  readonly width?: number
  readonly height?: number
}): Promise<{ readonly display: string; stop(): Promise<void> }>
