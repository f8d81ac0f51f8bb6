import { FakeBridge } from './fake-bridge.ts'
import { accountId, crowd, empty, moment, offline, pictured, signedOut } from './people.ts'
import { installBridge } from './preloaded.ts'
import { bridgeFor, type SceneName, scenes } from './scenes.ts'
import { aorOf } from './talk.ts'
import { arrived, travelling } from './travelling.ts'
import { troubled } from './troubled.ts'

/**
 * The window without a main process, to look at: `npx vite --config test/renderer/window/vite.config.ts`, then
 * /test/renderer/window/index.html with one of
 *   ?state=offline|empty|signed-out|crowd|travelling|arrived|troubled, ?nearby: the clock stands at the moment of the pictures
 *   ?scene=chat|calls|call|keypad (scenes.ts has them all), ?person=Maya, ?long=10000, ?mini
 * and ?theme=dark, ?language=en-XA, ?clock=12.
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
const scene = query.get('scene')
const isScene = (name: string | null): name is SceneName => name !== null && name in scenes

function bridgeOfState(): FakeBridge {
  const real = Date.now
  const started = real()
  Date.now = () => moment + (real() - started)
  return new FakeBridge(states[(query.get('state') ?? 'pictured') as keyof typeof states] ?? pictured)
}

const bridge = isScene(scene) ? bridgeFor(scene, Number(query.get('long') ?? 0)) : bridgeOfState()
const theme = query.get('theme') === 'dark' ? 'dark' : 'light'
const language = query.get('language') ?? 'en'
const clock = query.get('clock') === '12' ? '12' : '24'
const { platform, settings } = bridge.state
bridge.state = { ...bridge.state, platform: { ...platform, clock }, settings: { ...settings, theme, language } }
installBridge(bridge)
Object.assign(window, { fake: bridge })
await import('../../../renderer/index.tsx')
if (query.has('nearby')) bridge.show({ kind: 'nearby' })
if (isScene(scene)) {
  const { setView, showCall, showPerson } = await import('../../../renderer/store/view.ts')
  showPerson({ accountId, aor: aorOf(query.get('person') ?? 'Maya') }, false)
  if (scene === 'calls') setView({ tab: 'calls' })
  const [call] = Object.values(bridge.state.calls)
  if (call && !query.has('mini')) showCall(call.id)
}
