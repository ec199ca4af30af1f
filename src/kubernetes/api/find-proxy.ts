/** Which proxy stands before an address: HTTPS_PROXY and NO_PROXY as Go programs read them, because clusters set them for those. */
import { BlockList, isIP } from 'node:net'

export type Env = Readonly<Record<string, string | undefined>>

/** The proxy's URL; undefined when the server is to be reached directly. Throws when the proxy is of no known kind. */
export function findProxy(server: string, env: Env): string | undefined {
  const setting = env['HTTPS_PROXY'] || env['https_proxy']
  if (!setting) return undefined
  const { hostname, port } = new URL(server)
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isLocal(host) || isExempt(host, port || '443', env['NO_PROXY'] || env['no_proxy'] || ''))
    return undefined
  return readProxyUrl(setting, 'HTTPS_PROXY')
}

/** `named` is what the reader calls the setting. */
export function readProxyUrl(text: string, named: string): string {
  const url = text.includes('://') ? text : `http://${text}`
  const scheme = URL.canParse(url) ? new URL(url).protocol : ''
  if (scheme !== 'http:' && scheme !== 'https:')
    throw new Error(`${named} is no http:// or https:// address, and other proxies are not supported`)
  return url
}

const isLocal = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

function isExempt(host: string, port: string, list: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && matches(entry, host.toLowerCase(), port))
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  const range = /^(.+)\/(\d+)$/.exec(entry)
  if (range !== null) return isWithin(host, range[1]!, Number(range[2]))
  const [name, itsPort] = splitPort(entry)
  if (itsPort !== undefined && itsPort !== port) return false
  if (isIP(name) !== 0) return name === host
  const domain = name.replace(/^\*(?=\.)/, '')
  if (domain.startsWith('.')) return host.endsWith(domain)
  return host === domain || host.endsWith(`.${domain}`)
}

function isWithin(host: string, address: string, bits: number): boolean {
  const family = isIP(host)
  if (family === 0 || family !== isIP(address) || bits > (family === 4 ? 32 : 128)) return false
  const block = new BlockList()
  const type = family === 4 ? 'ipv4' : 'ipv6'
  block.addSubnet(address, bits, type)
  return block.check(host, type)
}

function splitPort(entry: string): readonly [name: string, port?: string] {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(entry)
  if (match !== null) return [match[1] ?? match[2]!, match[3]]
  return [entry.replace(/^\[|\]$/g, '')]
}
