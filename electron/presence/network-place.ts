import { readFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'

/** The network this computer is in, as far as it can be told apart from others. */
export type NetworkPlace = { readonly id: string; readonly name: string }

/**
 * By the hardware address of its gateway, which no two networks share; where the system does not show it, by the subnet, which
 * many homes have in common: better than nothing, and the user sees what it is.
 */
export async function networkPlace(): Promise<NetworkPlace | null> {
  const [routes, neighbours] = await Promise.all([read('/proc/net/route'), read('/proc/net/arp')])
  return gatewayIn(routes, neighbours) ?? subnetOf(networkInterfaces())
}

const read = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')

export function gatewayIn(routes: string, neighbours: string): NetworkPlace | null {
  const route = routes
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, destination, gateway]) => destination === '00000000' && gateway !== undefined && gateway !== '00000000')
  const hexadecimal = route?.[2]
  if (hexadecimal === undefined || !/^[\dA-F]{8}$/i.test(hexadecimal)) return null
  // In the order of bytes of the machine, which is a little-endian one wherever Electron runs.
  const bytes = [6, 4, 2, 0].map((at) => Number.parseInt(hexadecimal.slice(at, at + 2), 16))
  const address = bytes.join('.')
  const neighbour = neighbours
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([ip]) => ip === address)
  const hardware = neighbour?.[3]?.toLowerCase()
  const isKnown = hardware !== undefined && /^(?:[\da-f]{2}:){5}[\da-f]{2}$/.test(hardware) && !/^[0:]+$/.test(hardware)
  return isKnown ? { id: hardware, name: address } : null
}

type Interfaces = ReturnType<typeof networkInterfaces>

export function subnetOf(interfaces: Interfaces): NetworkPlace | null {
  for (const addresses of Object.values(interfaces)) {
    for (const each of addresses ?? []) {
      if (each.internal || each.family !== 'IPv4' || each.cidr === null) continue
      const masks = each.netmask.split('.').map(Number)
      const network = each.address.split('.').map((part, index) => Number(part) & (masks[index] ?? 0))
      const name = `${network.join('.')}/${each.cidr.split('/')[1]}`
      return { id: name, name }
    }
  }
  return null
}
