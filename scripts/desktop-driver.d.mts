import type { ElectronApplication, Locator, Page } from 'playwright-core'
import type { AccountSettings } from '#contract/account'
import type { CommandArgs, CommandName, Commands } from '#contract/commands'
import type { AppState } from '#contract/state'
import type { Lab, LabAccount } from '../lab/lab.mjs'

export type Transport = 'wss' | 'ws' | 'tls' | 'tcp'

export interface DrivenApp {
  readonly app: ElectronApplication
  readonly page: Page
  readonly profile: string
  readonly startedAt: number
  readonly accountId: string
  readonly aor: string
  command<N extends CommandName>(name: N, args?: CommandArgs<N>): Promise<Commands[N]['result']>
  state(): Promise<AppState>
  until<T>(what: string, question: (state: AppState) => T | null | undefined | false, timeout?: number): Promise<T>
  signIn(lab: Lab, user: string, transport?: Transport): Promise<string>
  addPeople(lab: Lab, users: readonly string[], groups?: Readonly<Record<string, readonly string[]>>): Promise<void>
  window(url: string): Promise<Page>
  row(aor: string): Locator
  close(): Promise<void>
}

export interface LaunchOptions {
  readonly display?: string
  readonly headless?: boolean
  readonly profile?: string
  readonly switches?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export function fakeMicrophone(file?: string): string[]
export function launchApp(options?: LaunchOptions): Promise<DrivenApp>
export function windowAt(app: ElectronApplication, url: string, timeout?: number): Promise<Page>
export function aorOf(account: LabAccount): string
export function labSettings(lab: Lab, account: LabAccount, transport: Transport): AccountSettings
