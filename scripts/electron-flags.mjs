/** How the scripts and the desktop tests launch Electron. */
import { spawn } from 'node:child_process'

/** Chromium's switches, to stand before the app's folder. */
export function electronFlags({ headless = false } = {}) {
  return [
    // Chromium refuses to run sandboxed as root. Anybody else keeps the sandbox.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ...(headless ? ['--disable-gpu'] : []), // Xvfb has none, and looking for it takes time
    '--log-level=3',
  ]
}

/** The environment to launch Electron in; `display` is that of an Xvfb. */
export function electronEnvironment({ headless = false, display } = {}) {
  // Editors built on Electron leave this set in their terminals; it would make Electron a plain Node.
  const { ELECTRON_RUN_AS_NODE: _, ...environment } = process.env
  if (display) {
    environment.DISPLAY = display
    environment.XDG_SESSION_TYPE = 'x11'
    delete environment.WAYLAND_DISPLAY
  }
  if (headless) {
    // Times on the screen are written as the machine's locale has them.
    environment.LC_ALL = 'C.UTF-8'
    // A machine without a desktop has no D-Bus, and Chromium complains once for each service it looks for.
    environment.DBUS_SESSION_BUS_ADDRESS = 'unix:path=/dev/null'
    environment.DBUS_SYSTEM_BUS_ADDRESS = 'unix:path=/dev/null'
  }
  return environment
}

/** Whether there is a screen to open a window on. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Starts an X server without a screen, on a display number that it finds free itself. */
export function startXvfb({ width = 1600, height = 1000 } = {}) {
  const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset']
  const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const end = () => child.kill('SIGKILL')
  process.once('exit', end)
  return new Promise((resolve, reject) => {
    let said = ''
    let number = ''
    const fail = (reason) => {
      process.off('exit', end)
      reject(new Error(`Xvfb ${reason}${said && `:\n${said.trim()}`}`))
    }
    child.stderr.on('data', (data) => {
      said += data
    })
    child.once('error', (error) => fail(`could not be started: ${error.message}`))
    child.once('exit', (code) => fail(`ended with status ${code}`))
    child.stdio[3].on('data', (data) => {
      number += data
      if (!number.includes('\n')) return
      child.removeAllListeners('exit')
      const gone = new Promise((done) => child.once('exit', done))
      resolve({
        display: `:${number.trim()}`,
        async stop() {
          process.off('exit', end)
          child.kill()
          await gone
        },
      })
    })
  })
}
