/** Which hosts are our issuers' and where they are served, asked of the running podpass and remembered for a second. */
import { outboundIssuerId } from '../arn/index.ts'
import { listIssuers } from './issuers.ts'
import type { Installation } from './installation.ts'

const memory = 1000

export function createIssuerTable(
  installation: Installation,
): (host: string) => Promise<{ host: string; port: number } | undefined> {
  let hosts: { readonly names: ReadonlySet<string>; readonly until: number } | undefined
  const address = splitAddress(installation.runtime.issuer)
  return async (name) => {
    // Accounts' own issuers stand beside those of clusters.
    if (outboundIssuerId(name) !== undefined) return address
    if (hosts === undefined || hosts.until < Date.now())
      hosts = { names: await askNames(installation), until: Date.now() + memory }
    return hosts.names.has(name) ? address : undefined
  }
}

const askNames = async (installation: Installation): Promise<ReadonlySet<string>> =>
  new Set((await listIssuers(installation)).map(({ Issuer }) => new URL(Issuer).hostname))

function splitAddress(address: string): { host: string; port: number } {
  const at = address.lastIndexOf(':')
  return { host: address.slice(0, at), port: Number(address.slice(at + 1)) }
}
