import { contextBridge, ipcRenderer } from 'electron'
import type { PreloadBridge, Show } from '#contract/commands'

const listen = <T>(channel: string, listener: (value: T) => void): (() => void) => {
  const handler = (_event: unknown, value: T) => listener(value)
  ipcRenderer.on(channel, handler)
  return () => ipcRenderer.off(channel, handler)
}

const bridge: PreloadBridge = {
  command: (name, args) => ipcRenderer.invoke('command', name, args),
  onChange: (listener) => listen<string>('change', listener),
  onShow: (listener) => listen<Show>('show', listener),
  system: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
}

contextBridge.exposeInMainWorld('softphone', bridge)
