export interface ElectronRuntime {
  readonly kind: 'official' | 'stand-in' | 'own'
  readonly path: string
}

/** Path of the Electron to run; throws when none has been set up. */
export function electronPath(): string
export function electronRuntime(): ElectronRuntime | null
export function isInstalled(
  lock: { readonly packages: Readonly<Record<string, LockedPackage>> },
  hidden: { readonly packages: Readonly<Record<string, LockedPackage>> },
): boolean
export function build(): Promise<void>
export function setUpOrExit(command: string): Promise<void>

interface LockedPackage {
  readonly version?: string
  readonly optional?: boolean
  readonly devOptional?: boolean
}
