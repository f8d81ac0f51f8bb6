import { ipcRenderer } from 'electron'

declare const window: { readonly postMessage: (message: string, origin: string, ports: readonly unknown[]) => void }

// A MessagePort cannot cross contextBridge: it is posted again, into the page's own world.
ipcRenderer.on('media-port', (event) => window.postMessage('media-port', '*', event.ports))
