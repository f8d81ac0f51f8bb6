/** The Debian and Ubuntu packages that the lab and the headless runs need. */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { CommandError, run, say } from './run.mjs'

/** `a|b`: either will do, the first that the distribution has is installed (Ubuntu 24.04 renamed some with t64). */
export const KAMAILIO = [
  'kamailio',
  ...['websocket', 'presence', 'tls', 'sqlite', 'outbound', 'python3'].map((name) => `kamailio-${name}-modules`),
  'openssl',
]
export const HEADLESS = [
  'xvfb',
  'xauth',
  'xdotool',
  'libgtk-3-0t64|libgtk-3-0',
  'libnss3',
  'libasound2t64|libasound2',
  'libgbm1',
  'libxss1',
  'libnotify4',
  'libxtst6',
]
/** A key store for the tests that need one. */
export const KEY_STORE = ['dbus-daemon|dbus', 'gnome-keyring']
/** A logind to be locked and put to sleep, for the tests. */
export const SESSION = ['dbus-daemon|dbus', 'libglib2.0-bin', 'python3-dbusmock']
/** A CalDAV server that is not ours. */
export const CALENDARS = ['radicale']
export const RTPENGINE = ['rtpengine-daemon']

/** A service that is installed must not be started, now (policy-rc.d, as Debian policy 9.3.3 has it) or at boot. */
const INSTALL = `
set -e
guard=/usr/sbin/policy-rc.d
kept=$guard.before-dialtone
restore() { rm -f "$guard"; if [ -e "$kept" ]; then mv "$kept" "$guard"; fi; }
trap restore EXIT
trap 'exit 1' HUP INT TERM
if [ -e "$guard" ] && [ ! -e "$kept" ]; then mv "$guard" "$kept"; fi
printf '#!/bin/sh\\n# Set by Dialtone while it installs packages.\\nexit 101\\n' > "$guard"
chmod 755 "$guard"
install() { apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@"; }
install "$@" || { apt-get update -qq; install "$@"; }
if command -v systemctl > /dev/null; then
  for service in kamailio rtpengine-daemon radicale; do
    case " $* " in *" $service "*) systemctl disable --quiet "$service" 2> /dev/null || true;; esac
  done
fi
`

// A user's PATH often leaves out sbin.
const commandDirs = () => [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
const isCommand = (name) => commandDirs().some((dir) => existsSync(join(dir, name)))

/** Of the wanted packages those that `dpkgOutput` (`NAME STATUS` lines) does not show as installed. */
export function missingFrom(wanted, dpkgOutput) {
  const installed = new Set(
    dpkgOutput
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  )
  return wanted.filter((choice) => !choice.split('|').some((name) => installed.has(name)))
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: the braces are dpkg-query's
const DPKG_FORMAT = '${Package} ${db:Status-Status}\n'

async function missingPackages(wanted) {
  const names = wanted.flatMap((choice) => choice.split('|'))
  const output = await run('dpkg-query', ['-W', '-f', DPKG_FORMAT, ...names]).catch((error) => {
    if (error instanceof CommandError) return error.output // names that dpkg has never heard of
    throw error
  })
  return missingFrom(wanted, output)
}

/** Which of the names the package lists of this machine have. */
async function offeredNames(names) {
  const output = await run('apt-cache', ['show', '--no-all-versions', ...names]).catch((error) => error.output ?? '')
  return new Set([...output.matchAll(/^Package: (\S+)$/gm)].map(([, name]) => name))
}

/** One name for each choice: the first that is offered. */
export function chosenNames(choices, offered) {
  return choices.map((choice) => {
    const names = choice.split('|')
    return names.find((name) => offered.has(name)) ?? names.at(-1)
  })
}

/** `sudo -n` where it needs no password, nothing for root, null where we may not install. */
async function asRoot() {
  if (process.getuid() === 0) return []
  return run('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => null,
  )
}

async function runAs(rootCommand, command) {
  const [program, ...args] = [...rootCommand, ...command]
  await run(program, args, { timeout: 1800_000 })
}

/** Installs what is missing, or throws with the command to type. */
export async function setUpDebian(wanted, { commands = [] } = {}) {
  if (!isCommand('dpkg-query') || !isCommand('apt-get')) {
    const absent = commands.filter((name) => !isCommand(name))
    if (absent.length === 0) return
    throw new Error(
      `This needs ${absent.join(', ')}, which Dialtone installs by itself on Debian and Ubuntu only.\n` +
        `Install them with your system's package manager (Kamailio 5.6 with its websocket, presence, tls, sqlite and\n` +
        `outbound modules), then run this again.`,
    )
  }
  const missing = await missingPackages(wanted)
  if (missing.length === 0) return
  const rootCommand = await asRoot()
  const candidates = missing.flatMap((choice) => choice.split('|'))
  let offered = await offeredNames(candidates)
  if (rootCommand !== null && offered.size < missing.length) {
    say('Fetching the package lists.') // a fresh container has none
    await runAs(rootCommand, ['apt-get', 'update', '-qq'])
    offered = await offeredNames(candidates)
  }
  const names = chosenNames(missing, offered)
  if (rootCommand === null) {
    throw new Error(
      `Some Debian packages are missing. Type this, then run the same command again:\n\n` +
        `  sudo apt-get update && sudo apt-get install --no-install-recommends ${names.join(' ')}\n`,
    )
  }
  say(`Installing Debian packages (no service is started): ${names.join(' ')}`)
  await runAs(rootCommand, ['env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', INSTALL, 'sh', ...names])
}
