export interface LabAccount {
  readonly user: string
  readonly displayName: string
  readonly aor: string
  readonly password: string
}

export interface LabPorts {
  readonly sip: number
  readonly tls: number
  readonly own: number
  readonly ws: number
  readonly wss: number
  readonly rtpengine: number
  readonly media: number
}

export interface LabUrls {
  readonly udp: string
  readonly tcp: string
  readonly tls: string
  readonly ws: string
  readonly wss: string
  /** XCAP roots, by HTTP and by HTTPS. */
  readonly xcap: string
  readonly xcaps: string
}

export interface LabOptions {
  readonly dir: string
  readonly ports?: LabPorts
  readonly domain?: string
  /** Begin without the users, documents and messages of before; the certificate authority is kept. */
  readonly fresh?: boolean
  readonly rtpengine?: boolean
  readonly authAlgorithm?: 'MD5' | 'SHA-256'
  /** Accounts user1 ... userN, with password secret-userN, beside the people. */
  readonly extraUsers?: number
  /** Kamailio's debug level: 1 notices, 2 information, 3 everything. */
  readonly logLevel?: number
  /** Start the server again when it crashes. */
  readonly keptUp?: boolean
  /** Let the server outlive this process. */
  readonly detached?: boolean
}

export interface Lab {
  readonly dir: string
  readonly domain: string
  readonly ports: LabPorts
  readonly urls: LabUrls
  readonly accounts: readonly LabAccount[]
  /** Path of the certificate authority (PEM) that an account has to trust. */
  readonly ca: string
  /** Path of Kamailio's log. */
  readonly log: string
  readonly pid: number | null
  account(user: string): LabAccount
  start(options?: { readonly fresh?: boolean }): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
  restart(options?: { readonly fresh?: boolean }): Promise<void>
}

export interface RunningLab extends Required<Omit<LabOptions, 'fresh'>> {
  readonly pids: readonly number[]
}

/** A port that nobody listens on, by TCP and by UDP. */
export function findPort(): Promise<number>

export const FIXED_PORTS: LabPorts
export function hasKamailio(): boolean
export function hasRtpengine(): boolean
export function startLab(options: LabOptions): Promise<Lab>
export function runningLab(dir: string): RunningLab | null
export function stopLab(dir: string): Promise<boolean>
