/** `--tls-cipher-suites` and `--tls-min-version`: Go's names, brought into OpenSSL's. */

export interface TlsChoice {
  readonly ciphers?: string
  readonly minVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'
  /** Suites that Go has and this program's OpenSSL does not. */
  readonly unavailable: readonly string[]
}

export type ReadTls =
  | { readonly ok: true; readonly tls: TlsChoice }
  | { readonly ok: false; readonly problem: string }

/** Both of Go's lists, the secure one and the insecure one. */
const suites: Readonly<Record<string, string>> = {
  TLS_AES_128_GCM_SHA256: 'TLS_AES_128_GCM_SHA256',
  TLS_AES_256_GCM_SHA384: 'TLS_AES_256_GCM_SHA384',
  TLS_CHACHA20_POLY1305_SHA256: 'TLS_CHACHA20_POLY1305_SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 'ECDHE-ECDSA-AES128-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 'ECDHE-ECDSA-AES256-SHA',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 'ECDHE-RSA-AES128-SHA',
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 'ECDHE-RSA-AES256-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 'ECDHE-ECDSA-AES128-GCM-SHA256',
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 'ECDHE-ECDSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 'ECDHE-RSA-AES128-GCM-SHA256',
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 'ECDHE-RSA-AES256-GCM-SHA384',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305: 'ECDHE-RSA-CHACHA20-POLY1305',
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305: 'ECDHE-ECDSA-CHACHA20-POLY1305',
  TLS_RSA_WITH_RC4_128_SHA: 'RC4-SHA',
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 'DES-CBC3-SHA',
  TLS_RSA_WITH_AES_128_CBC_SHA: 'AES128-SHA',
  TLS_RSA_WITH_AES_256_CBC_SHA: 'AES256-SHA',
  TLS_RSA_WITH_AES_128_CBC_SHA256: 'AES128-SHA256',
  TLS_RSA_WITH_AES_128_GCM_SHA256: 'AES128-GCM-SHA256',
  TLS_RSA_WITH_AES_256_GCM_SHA384: 'AES256-GCM-SHA384',
  TLS_ECDHE_ECDSA_WITH_RC4_128_SHA: 'ECDHE-ECDSA-RC4-SHA',
  TLS_ECDHE_RSA_WITH_RC4_128_SHA: 'ECDHE-RSA-RC4-SHA',
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA: 'ECDHE-RSA-DES-CBC3-SHA',
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 'ECDHE-ECDSA-AES128-SHA256',
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 'ECDHE-RSA-AES128-SHA256',
}

/** Go takes no choice among the suites of TLS 1.3, so all of them are always there. */
const always = ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256']

const versions = ['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const

/** `available` are OpenSSL's names in lower case, as node:tls lists them. */
export function readTls(names: string, version: string, available: readonly string[]): ReadTls {
  const minVersion = version === '' ? undefined : versionOf(version)
  if (version !== '' && minVersion === undefined)
    return {
      ok: false,
      problem: `--tls-min-version \`${version}\` is none of 1.0 to 1.3 and VersionTLS10 to VersionTLS13`,
    }
  const wanted = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const unknown = wanted.find((name) => !Object.hasOwn(suites, name))
  if (unknown !== undefined)
    return { ok: false, problem: `--tls-cipher-suites: cipher suite \`${unknown}\` is not known` }
  const usable = wanted.filter((name) => available.includes(suites[name]!.toLowerCase()))
  if (wanted.length > 0 && usable.length === 0)
    return { ok: false, problem: '--tls-cipher-suites: none of these cipher suites is in this OpenSSL' }
  // OpenSSL has versions before 1.2 at its lowest level of security only.
  const level = minVersion === 'TLSv1' || minVersion === 'TLSv1.1' ? ['@SECLEVEL=0'] : []
  const chosen =
    wanted.length > 0
      ? [...new Set([...always, ...usable.map((name) => suites[name]!)]), ...level]
      : level.length > 0
        ? ['DEFAULT', ...level]
        : []
  return {
    ok: true,
    tls: {
      ...(chosen.length > 0 && { ciphers: chosen.join(':') }),
      ...(minVersion !== undefined && { minVersion }),
      unavailable: wanted.filter((name) => !usable.includes(name)),
    },
  }
}

function versionOf(text: string): TlsChoice['minVersion'] {
  const index = ['1.0', '1.1', '1.2', '1.3'].findIndex(
    (number) => text === number || text === `VersionTLS${number.replace('.', '')}`,
  )
  return versions[index]
}
