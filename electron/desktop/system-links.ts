import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { app, shell } from 'electron'

const dialSchemes = ['sip', 'sips', 'tel'] as const
const openedOutside: ReadonlySet<string> = new Set(['https:', 'http:', 'mailto:'])

/** Makes Dialtone the answer to sip:, sips: and tel: links. Only the installed app does: a run from sources leaves the system alone. */
export function claimDialLinks(): void {
  if (!app.isPackaged) return
  for (const scheme of dialSchemes) app.setAsDefaultProtocolClient(scheme)
}

/** The address in a command line or an opened link; null when there is none. At most 500 characters, no control characters. */
export function dialAddress(args: readonly string[]): string | null {
  const link = args.find((arg) => /^(sips?|tel):/i.test(arg))
  if (!link || link.length > 500) return null
  return /[\u0000-\u001f\u007f]/.test(link) ? null : link
}

/** Opens a link of a message. sip: and tel: links are ours; anything but the web and mail is refused. */
export function openLink(url: string, dial: (address: string) => void): boolean {
  const address = dialAddress([url])
  if (address) {
    dial(address)
    return true
  }
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return false
  }
  if (!openedOutside.has(parsed.protocol)) return false
  void shell.openExternal(parsed.href)
  return true
}

/** Start at login, hidden in the tray. Electron knows macOS and Windows; Linux desktops read an autostart entry. */
export function setStartAtLogin(on: boolean): void {
  if (!app.isPackaged) return
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: on, args: ['--hidden'] })
    return
  }
  const folder = join(process.env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'autostart')
  const file = join(folder, 'dialtone.desktop')
  if (!on) {
    rmSync(file, { force: true })
    return
  }
  mkdirSync(folder, { recursive: true })
  const program = process.env['APPIMAGE'] ?? process.execPath
  writeFileSync(
    file,
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=Dialtone',
      `Exec="${program}" --hidden`,
      'Icon=dialtone',
      'X-GNOME-Autostart-enabled=true',
      '',
    ].join('\n'),
  )
}
