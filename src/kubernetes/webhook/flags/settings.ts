/** Flags as they were given, made into the webhook's options; what makes no sense is told before anything starts. */
import { isPartition } from '../../../arn/index.ts'
import { caVariables, defaultOptions, type AwsEndpoint, type WebhookOptions } from '../options.ts'
import { flags, type Flag } from './table.ts'
import type { FlagValue } from './values.ts'
import { readFlagValue } from './values.ts'

/** By name; flags that were not given are not there. */
export type GivenFlags = ReadonlyMap<string, FlagValue>

export interface FlagReader {
  readonly text: (name: string) => string
  readonly number: (name: string) => number
  readonly isOn: (name: string) => boolean
  readonly isGiven: (name: string) => boolean
}

export function readerOf(given: GivenFlags): FlagReader {
  const value = (name: string): FlagValue => given.get(name) ?? defaultOf(name)
  return {
    text: (name) => String(value(name)),
    number: (name) => Number(value(name)),
    isOn: (name) => value(name) === true,
    isGiven: (name) => given.has(name),
  }
}

const byName = new Map(flags.map((flag) => [flag.name, flag]))

function defaultOf(name: string): FlagValue {
  const flag = byName.get(name)
  if (flag === undefined) throw new TypeError(`there is no flag ${name}`)
  const read = readFlagValue(flag, flag.value)
  if (!read.ok) throw new TypeError(`the default of ${name} does not parse`)
  return read.value
}

export type ReadOptions =
  | { readonly ok: true; readonly options: WebhookOptions }
  | { readonly ok: false; readonly problem: string }

/** `composeRoleArn` is added by whoever asks the instance for it. */
export function readOptions(given: GivenFlags): ReadOptions {
  const { text, number, isOn } = readerOf(given)
  const problem = findProblem(readerOf(given))
  if (problem !== undefined) return { ok: false, problem }
  const account = text('aws-account-id')
  const template = text('role-arn-template')
  const url = text('aws-endpoint-url')
  return {
    ok: true,
    options: {
      ...defaultOptions,
      annotationPrefix: text('annotation-prefix'),
      tokenAudience: text('token-audience'),
      tokenMountPath: text('token-mount-path'),
      tokenExpiration: Math.max(600, number('token-expiration')),
      defaultRegion: text('aws-default-region'),
      regionalSts: isOn('sts-regional-endpoint'),
      ...(account !== '' && { account }),
      ...(isOn('compose-role-arn') &&
        account !== '' && { composeRoleArn: { account, partition: text('aws-partition') } }),
      upstreamCompatible: isOn('upstream-compatible'),
      ...(template !== '' && {
        roleTemplate: { template, namespaces: listOf(text('role-arn-template-namespaces')) },
      }),
      roleSessionName: isOn('role-session-name-from-pod'),
      regionWithoutRole: isOn('inject-region-without-role'),
      keepEnvFromRegion: isOn('keep-env-from-region'),
      ...(url !== '' && {
        awsEndpoint: {
          url,
          ...readCa(readerOf(given)),
        },
      }),
      noProxyForAgent: isOn('no-proxy-for-agent'),
      warnFsGroup: isOn('warn-fs-group'),
      containerCredentials: {
        audience: text('container-credentials-audience'),
        mountPath: text('container-credentials-token-mount-path'),
        volumeName: text('container-credentials-token-volume-name'),
        tokenPath: text('container-credentials-token-path'),
        fullUri: text('container-credentials-full-uri'),
      },
    },
  }
}

/** What is published is mounted, under a name of ours where the operator has none. */
function readCa({ text }: FlagReader): Pick<AwsEndpoint, 'ca'> {
  const mountPath = text('aws-endpoint-ca-mount-path')
  const variables = listOf(text('aws-endpoint-ca-variables'))
  const trustBundle = text('aws-endpoint-ca-trust-bundle')
  if (trustBundle !== '') return { ca: { trustBundle, mountPath, variables } }
  const byDefault = text('aws-endpoint-ca-file') === '' ? '' : 'podpass-ca.crt'
  const configMap = text('aws-endpoint-ca-config-map') || byDefault
  if (configMap === '') return {}
  return { ca: { configMap, key: text('aws-endpoint-ca-key'), mountPath, variables } }
}

const knownCaVariables: readonly string[] = [
  ...caVariables,
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
]

function findProblem({ text, isGiven }: FlagReader): string | undefined {
  const account = text('aws-account-id')
  if (account !== '' && !/^\d{12}$/.test(account)) return `--aws-account-id \`${account}\` is not 12 digits`
  if (!isPartition(text('aws-partition'))) return `--aws-partition \`${text('aws-partition')}\` is not known`
  const [template, namespaces] = [text('role-arn-template'), text('role-arn-template-namespaces')]
  if (template !== '' && listOf(namespaces).length === 0)
    return '--role-arn-template needs --role-arn-template-namespaces: every pod there gets a role'
  if (template === '' && namespaces !== '')
    return '--role-arn-template-namespaces goes with --role-arn-template'
  const url = text('aws-endpoint-url')
  if (url !== '' && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    return `--aws-endpoint-url \`${url}\` is not a URL`
  for (const name of ['config-map', 'trust-bundle', 'file', 'variables'])
    if (url === '' && isGiven(`aws-endpoint-ca-${name}`))
      return `--aws-endpoint-ca-${name} goes with --aws-endpoint-url`
  for (const name of ['config-map', 'trust-bundle'])
    if (!/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/.test(text(`aws-endpoint-ca-${name}`)))
      return `--aws-endpoint-ca-${name} \`${text(`aws-endpoint-ca-${name}`)}\` is no name in Kubernetes`
  if (text('aws-endpoint-ca-config-map') !== '' && text('aws-endpoint-ca-trust-bundle') !== '')
    return 'the CA is in a ConfigMap or in a ClusterTrustBundle: one of --aws-endpoint-ca-config-map and --aws-endpoint-ca-trust-bundle'
  if (!/^[-\w.]{1,253}$/.test(text('aws-endpoint-ca-key')))
    return `--aws-endpoint-ca-key \`${text('aws-endpoint-ca-key')}\` is no key of a ConfigMap`
  const unknown = listOf(text('aws-endpoint-ca-variables')).find((each) => !knownCaVariables.includes(each))
  if (unknown !== undefined)
    return `--aws-endpoint-ca-variables: \`${unknown}\` is none of ${knownCaVariables.join(', ')}`
  if (
    isGiven('aws-endpoint-ca-namespaces') &&
    (text('aws-endpoint-ca-file') === '' || text('aws-endpoint-ca-trust-bundle') !== '')
  )
    return '--aws-endpoint-ca-namespaces goes with --aws-endpoint-ca-file and a ConfigMap'
  return undefined
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')

/** Flags that were given and do nothing here. */
export const idleFlags = (given: GivenFlags): readonly Flag[] =>
  flags.filter(
    ({ name, group }) => given.has(name) && ((group === 'klog' && name !== 'v') || name === 'resync-period'),
  )
