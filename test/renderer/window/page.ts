import { installBridge } from '../fixtures/preloaded.ts'
import { FakeBridge } from './fake-bridge.ts'
import { crowd, empty, moment, offline, pictured, signedOut } from './people.ts'
import { arrived, travelling } from './travelling.ts'
import { troubled } from './troubled.ts'

/**
 * The window without a main process, to look at: `npx vite --config test/renderer/window/vite.config.ts`, then
 * ?state=offline|empty|signed-out|crowd|travelling|arrived|troubled, ?nearby, ?theme=dark, ?language=en-XA. The clock stands at the moment of the pictures.
 */
const query = new URLSearchParams(location.search)
const states = {
  pictured,
  travelling,
  arrived,
  troubled,
  offline,
  empty,
  'signed-out': signedOut,
  crowd: crowd(10_000),
}
const chosen = states[(query.get('state') ?? 'pictured') as keyof typeof states] ?? pictured

const real = Date.now
const started = real()
Date.now = () => moment + (real() - started)

const theme = query.get('theme') === 'dark' ? 'dark' : 'light'
const bridge = new FakeBridge({
  ...chosen,
  settings: { ...chosen.settings, theme, language: query.get('language') ?? 'en' },
})
installBridge(bridge)
Object.assign(window, { fake: bridge })
await import('../../../renderer/index.tsx')
if (query.has('nearby')) bridge.show({ kind: 'nearby' })
