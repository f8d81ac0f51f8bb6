/** Key caps: Ctrl K. On macOS Ctrl is Command and the caps are its signs. */
export function Keys({ keys, system }: Readonly<{ keys: readonly string[]; system: 'linux' | 'darwin' | 'win32' }>) {
  const signs: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↵' }
  const shown = system === 'darwin' ? keys.map((key) => signs[key] ?? key).join('') : keys.join(' ')
  return <kbd className="kbd">{shown}</kbd>
}
