/** The environment variables by which AWS clients find this podpass. */
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { caBundleFile, sparesAwsHosts } from '../server/index.ts'
import type { Installation } from './installation.ts'

/** Where the endpoint is and how to trust it; holds no credentials. */
export function endpointVariables({ runtime, admin, directory }: Installation): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: runtime.endpoint,
    // Go programs that take web identity from the environment read no other.
    AWS_ENDPOINT_URL_STS: runtime.endpoint,
    AWS_REGION: admin.region,
    AWS_DEFAULT_REGION: admin.region,
    AWS_CA_BUNDLE: caBundleFile(directory),
  }
}

/** The endpoint and the administrator's own keys. */
export function adminVariables(installation: Installation): Record<string, string> {
  return {
    ...endpointVariables(installation),
    AWS_ACCESS_KEY_ID: installation.admin.accessKeyId,
    AWS_SECRET_ACCESS_KEY: installation.admin.secretAccessKey,
    ...(installation.admin.sessionToken !== undefined && {
      AWS_SESSION_TOKEN: installation.admin.sessionToken,
    }),
  }
}

/** Variables of a shell that would lead an AWS client elsewhere. */
const misleadingVariables = [
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
] as const

/** Those, and the endpoints of single services that this environment holds: they go before the common one. */
export const misleadingIn = (environment: NodeJS.ProcessEnv): readonly string[] => [
  ...misleadingVariables,
  ...Object.keys(environment).filter(
    (name) => /^AWS_ENDPOINT_URL_[A-Z0-9_]+$/.test(name) && name !== 'AWS_ENDPOINT_URL_STS',
  ),
]

/** The variables by which each ecosystem finds its trusted certificates. */
export function trustVariables({ directory }: Installation): Record<string, string> {
  const bundle = caBundleFile(directory)
  return {
    SSL_CERT_FILE: bundle,
    AWS_CA_BUNDLE: bundle,
    NODE_EXTRA_CA_CERTS: bundle,
    REQUESTS_CA_BUNDLE: bundle,
    CURL_CA_BUNDLE: bundle,
  }
}

/** The proxy that leads to our issuers; loopback and the endpoint are reached without it. */
export function proxyVariables(
  port: number,
  { runtime }: Pick<Installation, 'runtime'>,
  before: NodeJS.ProcessEnv,
): Record<string, string> {
  const proxy = `http://127.0.0.1:${port}`
  const spared = [
    ...namesIn(before['NO_PROXY'] ?? before['no_proxy'] ?? '').filter((entry) => !sparesAwsHosts(entry)),
    'localhost',
    '127.0.0.1',
    '::1',
    new URL(runtime.endpoint).hostname.replace(/^\[|\]$/g, ''),
  ]
  const direct = [...new Set(spared)].join(',')
  return { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: direct, no_proxy: direct }
}

const namesIn = (list: string): readonly string[] => list.split(/[\s,]+/).filter((name) => name !== '')

/** The kubeconfigs of the installation's clusters, when it has any. */
export function kubeconfigVariables({ directory }: Installation): Record<string, string> {
  const folder = join(directory, 'kubeconfig')
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.yaml')) : []
  return files.length === 0 ? {} : { KUBECONFIG: files.map((name) => join(folder, name)).join(delimiter) }
}

/** An environment without what would lead an AWS client elsewhere. */
export function cleanEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const misleading = new Set<string>(misleadingVariables)
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name]) => !misleading.has(name) && !/^AWS_(ENDPOINT_URL|ACCESS_KEY|SECRET_ACCESS_KEY)/.test(name),
    ),
  )
}
