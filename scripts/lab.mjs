#!/usr/bin/env node
/** npm run lab -- start|stop|status [--fresh] [--rtpengine] [--sha-256] [--extra-users N] [--dir DIR] */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { RTPENGINE, setUpDebian } from './debian.mjs'
import { stateDir } from './paths.mjs'
import { say } from './run.mjs'
import { setUpOrExit } from './setup.mjs'

const USAGE = `Usage: npm run lab -- start|stop|status
  --fresh           start without the users' documents and messages of before
  --rtpengine       start with rtpengine, which joins WebRTC and plain RTP (installs rtpengine-daemon)
  --sha-256         digest with SHA-256 in place of MD5
  --extra-users N   have accounts user1 ... userN too
  --dir DIR         keep the data in DIR`

function describe({ dir, domain, ports, pids }, accounts) {
  const addresses = [
    `  WebSocket   ws://127.0.0.1:${ports.ws}   wss://127.0.0.1:${ports.wss}`,
    `  SIP         sips:127.0.0.1:${ports.tls}   sip:127.0.0.1:${ports.sip};transport=tcp   ...;transport=udp`,
    `  XCAP        http://127.0.0.1:${ports.ws}/xcap-root/   https://127.0.0.1:${ports.wss}/xcap-root/`,
    `  Trust       ${join(dir, 'tls', 'ca.pem')}`,
    `  Accounts    ${accounts.map(({ user }) => user).join(', ')} @${domain}, password secret-NAME`,
    `  Data        ${dir}`,
  ]
  return `The lab runs (process ${pids[0]}).\n${addresses.join('\n')}`
}

function parse() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        fresh: { type: 'boolean', default: false },
        rtpengine: { type: 'boolean', default: false },
        'sha-256': { type: 'boolean', default: false },
        'extra-users': { type: 'string', default: '0' },
        dir: { type: 'string', default: join(stateDir(), 'lab') },
      },
    })
  } catch (error) {
    say(`${error.message}\n${USAGE}`)
    process.exit(2)
  }
}

async function main() {
  const { values, positionals } = parse()
  const extraUsers = Number(values['extra-users'])
  const [command] = positionals
  if (positionals.length !== 1 || !['start', 'stop', 'status'].includes(command) || !Number.isInteger(extraUsers)) {
    say(USAGE)
    process.exit(2)
  }
  await setUpOrExit('lab')
  if (values.rtpengine) await setUpDebian(RTPENGINE, { commands: ['rtpengine'] })
  const { FIXED_PORTS, runningLab, startLab, stopLab } = await import('../lab/lab.mjs')
  const { people } = await import('../lab/accounts.mjs')
  const show = () => {
    const running = runningLab(values.dir)
    console.log(running ? describe(running, people(running.domain)) : 'The lab does not run.')
    return running !== null
  }

  if (command === 'status') process.exit(show() ? 0 : 1)
  if (command === 'stop') {
    console.log((await stopLab(values.dir)) ? 'The lab is stopped; its data is kept.' : 'The lab does not run.')
    return
  }
  if (values.fresh) await stopLab(values.dir)
  if (!runningLab(values.dir)) {
    await startLab({
      dir: values.dir,
      ports: FIXED_PORTS,
      fresh: values.fresh,
      rtpengine: values.rtpengine,
      authAlgorithm: values['sha-256'] ? 'SHA-256' : 'MD5',
      extraUsers,
      detached: true,
    })
  }
  show()
}

main().catch((error) => {
  say(error.message)
  process.exit(1)
})
