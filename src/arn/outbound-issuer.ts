/** Where an account's own issuer stands, whose tokens tell the world outside who an AWS principal is. */

const suffix = '.tokens.sts.global.api.aws'

export const outboundIssuerUrl = (id: string): string => `https://${id}${suffix}`

/** The id in a host name; undefined where it is no such issuer's. */
export function outboundIssuerId(host: string): string | undefined {
  const name = host.toLowerCase()
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) : undefined
}
