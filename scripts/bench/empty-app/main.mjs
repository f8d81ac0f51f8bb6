// The floor: what an Electron window costs before anybody's code. Sandboxed and isolated like ours.
import { app, BrowserWindow } from 'electron'

// --no-sandbox comes from the development scripts alone, where Chromium runs as root and refuses anything else.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1180, height: 760, show: false })
  window.once('ready-to-show', () => window.show())
  void window.loadFile('index.html')
})
