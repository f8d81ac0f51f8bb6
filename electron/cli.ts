import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { AccountSettings } from '#contract/account'
import type { Change } from '#contract/change'
import { detailOf, type Failure } from '#contract/failure'
import type { OutsideRequest } from '#contract/outside'
import { type Activity, type ActivityName, activityNames, automaticChoice, type OwnStatus } from '#contract/presence'
import { en } from '#contract/words/en'
import { Application } from './application.ts'
import { AgendaError, agenda } from './calendar/agenda.ts'
import { agendaFile } from './calendar/agenda-file.ts'
import { sayToRunning } from './outside.ts'
import { plainPorts } from './plain-ports.ts'
import { renderPresentity } from './presence/render.ts'
import type { Softphone } from './softphone.ts'
import { State } from './state.ts'

const usage = `dialtone COMMAND [options]        JSON lines on standard output

  watch URI...                     presence of each person, a line for every change, until interrupted
        --once                     end when something is known of everybody
        --for SECONDS              end after this time
  publish --status STATUS          available, busy, away, dnd, offline
        --activity NAME            an RFC 4480 activity (meeting, meal, travel ...); may be repeated
        --note TEXT  --until TIME  TIME as ISO 8601
        --stay                     keep it published until interrupted; else it stays until the server lets it expire
  message URI TEXT                 ends when the server has accepted or refused it
  set --activity NAME --until TIME what somebody does, told to the running app by a door, a sensor, a script
        --note TEXT                or --for SECONDS instead of --until; --account for one account alone
  set --clear                      takes it back
        --profile FOLDER           of the running app; its usual one if not given
  render FILE...                   presence documents as the data of the card, no account needed
  agenda FILE --from DATE --to DATE --zone ZONE    an iCalendar file (- is standard input) from the beginning of the one day
                                   to that of the other: a line for each event, with its activity and why, no account needed
        --me ADDRESS               the owner, whose answers count; may be repeated
        --calendar KIND            own, holidays, trips; else what it seems to be

Account:  --account user@domain    or DIALTONE_ACCOUNT
          --server URL             or DIALTONE_SERVER: wss:, ws:, sips:, or sip:HOST;transport=tcp; else by DNS
          --password-file FILE     or DIALTONE_PASSWORD_FILE, or DIALTONE_PASSWORD
          --trusted-certificate FILE  or DIALTONE_TRUSTED_CERTIFICATE
          --profile FOLDER         own files and instance-id; --verbose writes a log to standard error
`

class BadUse extends Error {}

const options = {
  account: { type: 'string' },
  server: { type: 'string' },
  'password-file': { type: 'string' },
  'trusted-certificate': { type: 'string' },
  profile: { type: 'string' },
  status: { type: 'string' },
  activity: { type: 'string', multiple: true },
  note: { type: 'string' },
  until: { type: 'string' },
  for: { type: 'string' },
  once: { type: 'boolean' },
  stay: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  zone: { type: 'string' },
  me: { type: 'string', multiple: true },
  calendar: { type: 'string' },
  clear: { type: 'boolean' },
  verbose: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Values = ReturnType<typeof parse>['values']

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new BadUse(detailOf(error))
  }
}

const print = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** npm runs scripts in the project's folder; a file is meant relative to where the user is. */
const path = (file: string): string => resolve(process.env['INIT_CWD'] ?? process.cwd(), file)

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args)
  const [command, ...rest] = positionals
  if (values.help) {
    process.stdout.write(usage)
    return 0
  }
  switch (command) {
    case 'render':
      return render(rest)
    case 'agenda':
      return printAgenda(rest, values)
    case 'watch':
      return withSoftphone(values, (softphone, state) => watch(softphone, state, rest, values))
    case 'publish':
      return publish(values, rest)
    case 'message':
      return message(values, rest)
    case 'set':
      return set(values, rest)
    default:
      throw new BadUse(command ? `unknown command ${command}` : 'a command is needed')
  }
}

function render(files: readonly string[]): number {
  if (files.length === 0) throw new BadUse('render needs at least one file')
  for (const file of files) {
    try {
      print({ file, presentity: renderPresentity(readFileSync(path(file)), Date.now()) })
    } catch (error) {
      print({ file, error: detailOf(error) })
    }
  }
  return 0
}

async function printAgenda([file, ...more]: readonly string[], values: Values): Promise<number> {
  if (file === undefined || more.length > 0) throw new BadUse('agenda needs one file, or - for standard input')
  try {
    const { lines, remarks } = agenda({ ...values, bytes: agendaFile(file === '-' ? null : path(file)) })
    await printLines(lines)
    for (const remark of remarks) process.stderr.write(`dialtone: ${remark}\n`)
    return 0
  } catch (error) {
    if (!(error instanceof AgendaError)) throw error
    throw error.isOption ? new BadUse(error.message) : new Error(`${file}: ${error.message}`)
  }
}

/** No faster than they are read, nor more than are: `| head` is no failure. */
async function printLines(lines: Iterable<object>): Promise<void> {
  process.stdout.on('error', (error) => process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1))
  let text = ''
  const write = (): Promise<void> => new Promise((done) => process.stdout.write(text, () => done()))
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`
    if (text.length < 1 << 16) continue
    await write()
    text = ''
  }
  await write()
}

async function watch(softphone: Softphone, state: State, uris: readonly string[], values: Values): Promise<number> {
  if (uris.length === 0) throw new BadUse('watch needs at least one address')
  const aors = uris.map((uri) => uri.replace(/^sips?:/i, ''))
  const wanted = new Set(aors.map((aor) => aor.toLowerCase()))
  const known = new Set<string>()
  let all = () => {}
  const complete = new Promise<void>((done) => {
    all = done
  })
  state.onEach((change: Change) => {
    if (change.kind !== 'presentity') return
    print(change.presentity)
    const aor = change.presentity.aor.toLowerCase()
    if (change.presentity.knowledge.kind !== 'asking' && wanted.has(aor)) known.add(aor)
    if (known.size === wanted.size) all()
  })
  softphone.watcher.setContacts(aors)
  await Promise.race([interrupted(), ...(values.once ? [complete] : []), ...limit(values)])
  return values.once && known.size < wanted.size ? 1 : 0
}

async function publish(values: Values, rest: readonly string[]): Promise<number> {
  if (rest.length > 0) throw new BadUse(`publish takes options, not ${rest[0]}`)
  const statuses: readonly string[] = ['available', 'busy', 'away', 'dnd', 'offline']
  if (values.status !== undefined && !statuses.includes(values.status))
    throw new BadUse(`--status is one of ${statuses.join(', ')}`)
  const activities = (values.activity ?? []).map(activityNamed)
  const until = untilOf(values)
  if (values.status === undefined && activities.length === 0 && values.note === undefined) {
    throw new BadUse('publish needs --status, --activity or --note')
  }
  return withSoftphone(
    values,
    async (softphone, state) => {
      const sent = ownPublication(state)
      const { setAt: _setAt, ...untimed } = automaticChoice
      softphone.publisher.setChoice({
        ...untimed,
        status: (values.status as OwnStatus | undefined) ?? (activities.length > 0 ? null : 'available'),
        activities: activities.map((activity) => ({ ...activity, until })),
        note: values.note === undefined ? null : { text: values.note, language: null },
        until,
      })
      const own = await sent
      print({ account: softphone.account.aor, availability: own.availability, publication: own.publication })
      if (own.publication.kind === 'sent' && values.stay) await Promise.race([interrupted(), ...limit(values)])
      return own.publication.kind === 'sent' ? 0 : 1
    },
    { leavePublished: !values.stay },
  )
}

async function message(values: Values, rest: readonly string[]): Promise<number> {
  const [uri, ...words] = rest
  if (!uri || words.length === 0) throw new BadUse('message needs an address and a text')
  return withSoftphone(values, async (softphone, state) => {
    let id: string | null = null
    const final = new Promise<number>((done) => {
      state.onEach((change) => {
        if (change.kind !== 'message' || change.message.id !== id) return
        const { delivery } = change.message
        if (delivery.kind !== 'sent' && delivery.kind !== 'delivered' && delivery.kind !== 'failed') return
        print({
          id,
          to: change.message.aor,
          delivery,
          ...(delivery.kind === 'failed' ? { error: sentence(delivery.failure) } : {}),
        })
        done(delivery.kind === 'failed' ? 1 : 0)
      })
    })
    const result = softphone.messaging.send(uri.replace(/^sips?:/i, ''), words.join(' '))
    if (!result.ok) throw new Error(sentence(result.failure))
    id = result.value.id
    return Promise.race([final, timeOut(60_000, 1)])
  })
}

function untilOf(values: Values): number | null {
  if (values.until === undefined) return null
  const until = Date.parse(values.until)
  if (Number.isNaN(until)) throw new BadUse('--until is a time as in 2027-01-31T15:30:00+01:00')
  return until
}

/** Says to the app that runs with this profile what the user does, and prints what others see now. */
async function set(values: Values, rest: readonly string[]): Promise<number> {
  if (rest.length > 0) throw new BadUse(`set takes options, not ${rest[0]}`)
  const account = values.account ?? null
  const profile = values.profile ? path(values.profile) : profileOfApp()
  const answer = await sayToRunning(profile, values.clear ? { do: 'clear', account } : setRequest(values, account))
  if (!answer.ok) throw new Error(sentence(answer.failure))
  for (const each of answer.accounts) print(each)
  return 0
}

function setRequest(values: Values, account: string | null): OutsideRequest {
  const [said, ...more] = values.activity ?? []
  if (said === undefined || more.length > 0) throw new BadUse('set needs one --activity, or --clear')
  const seconds = Number(values.for)
  if (values.for !== undefined && !(seconds > 0)) throw new BadUse('--for takes seconds')
  const until = values.for === undefined ? untilOf(values) : Math.round(Date.now() + seconds * 1000)
  if (until === null) throw new BadUse('set needs an end: --until TIME or --for SECONDS')
  if (until <= Date.now()) throw new BadUse('that end is over already')
  const { name, text } = activityNamed(said)
  return { do: 'set', activity: name, text, note: values.note ?? null, until, account }
}

/** Where Electron keeps the files of an app of this name. */
function profileOfApp(): string {
  if (process.platform === 'win32') return join(process.env['APPDATA'] ?? homedir(), 'Dialtone')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Dialtone')
  return join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'Dialtone')
}

function activityNamed(name: string): Activity {
  const known = activityNames.find((candidate) => candidate === name) as ActivityName | undefined
  return known && known !== 'other'
    ? { name: known, text: null, from: null, until: null }
    : { name: 'other', text: name, from: null, until: null }
}

/** Signs in, runs, signs off. Resolves to the exit status. */
async function withSoftphone(
  values: Values,
  act: (softphone: Softphone, state: State) => Promise<number>,
  { leavePublished = false } = {},
): Promise<number> {
  const settings = accountSettings(values)
  const password = passwordOf(values)
  const state = new State()
  const profile = values.profile ? path(values.profile) : defaultProfile(settings.aor)
  const application = new Application({
    ports: plainPorts(profile, values.verbose === true),
    state,
    isWatched: () => false,
  })
  await application.start()
  const online = linkUp(state)
  const signedIn = await application.signIn({ settings, password, passwordStorage: 'this-run' })
  if (!signedIn.ok) throw new Error(sentence(signedIn.failure))
  const failure = await online
  if (failure) throw new Error(sentence(failure))
  const softphone = application.softphone(signedIn.value.id)!
  const status = await act(softphone, state)
  if (leavePublished) await softphone.userAgent.stop()
  else await application.stop()
  return status
}

/** Null when the link is up; a failure that the user must mend ends the wait at once, another after three tries. */
function linkUp(state: State): Promise<Failure | null> {
  let tries = 0
  return new Promise((done) => {
    state.onEach((change) => {
      if (change.kind !== 'link') return
      if (change.link.kind === 'online') done(null)
      if (change.link.kind !== 'offline') return
      tries += 1
      if (change.link.retryAt === null || tries >= 3) done(change.link.failure)
    })
  })
}

function ownPublication(state: State) {
  type Own = Extract<Change, { kind: 'own-presence' }>['own']
  return new Promise<Own>((done) => {
    state.onEach((change) => {
      if (change.kind !== 'own-presence' || change.own.choice.setAt === 0) return
      if (change.own.publication.kind === 'sent' || change.own.publication.kind === 'failed') done(change.own)
    })
  })
}

function accountSettings(values: Values): AccountSettings {
  const aor = (values.account ?? process.env['DIALTONE_ACCOUNT'] ?? '').replace(/^sips?:/i, '')
  if (!/^[^@\s]+@[^@\s]+$/.test(aor)) throw new BadUse('--account user@domain is needed, or DIALTONE_ACCOUNT')
  const certificate = values['trusted-certificate'] ?? process.env['DIALTONE_TRUSTED_CERTIFICATE']
  return {
    aor,
    displayName: '',
    authUser: null,
    server: values.server ?? process.env['DIALTONE_SERVER'] ?? null,
    outboundProxy: null,
    xcapRoot: null,
    stun: null,
    turn: null,
    trustedCertificate: certificate ? readFileSync(path(certificate), 'utf8') : null,
    allowUnencrypted: false,
  }
}

function passwordOf(values: Values): string {
  const file = values['password-file'] ?? process.env['DIALTONE_PASSWORD_FILE']
  const password = file ? readFileSync(path(file), 'utf8').replace(/\r?\n$/, '') : process.env['DIALTONE_PASSWORD']
  if (!password) throw new BadUse('--password-file is needed, or DIALTONE_PASSWORD_FILE or DIALTONE_PASSWORD')
  return password
}

const defaultProfile = (aor: string): string =>
  join(
    process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state'),
    'dialtone-command-line',
    encodeURIComponent(aor),
  )

/** The words of a failure, without the i18n library: the catalogue's English sentence with its places filled. */
function sentence(failure: Failure): string {
  const words = en.failures as Readonly<Record<string, string | Readonly<Record<string, string>>>>
  const entry = words[failure.kind] ?? failure.kind
  const detail = 'problem' in failure ? failure.problem : 'field' in failure ? failure.field : 'other'
  const text = typeof entry === 'string' ? entry : (entry[detail] ?? entry['other'] ?? failure.kind)
  return text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) =>
    String((failure as Readonly<Record<string, string | number>>)[name] ?? ''),
  )
}

const interrupted = (): Promise<void> =>
  new Promise((done) => {
    process.once('SIGINT', () => done())
    process.once('SIGTERM', () => done())
  })

const limit = (values: Values): Promise<void>[] => {
  if (values.for === undefined) return []
  const seconds = Number(values.for)
  if (!(seconds > 0)) throw new BadUse('--for takes seconds')
  return [timeOut(seconds * 1000, undefined)]
}

const timeOut = <T>(milliseconds: number, value: T): Promise<T> =>
  new Promise((done) => {
    setTimeout(() => done(value), milliseconds)
  })

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const text = detailOf(error)
    process.stderr.write(error instanceof BadUse ? `dialtone: ${text}\n\n${usage}` : `dialtone: ${text}\n`)
    process.exit(error instanceof BadUse ? 2 : 1)
  },
)
