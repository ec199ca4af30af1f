/** The variables that one container gets, and what is to be said of those that it has. */
import { listOf, memberOf, type JsonObject } from '../api/index.ts'
import { namesOfEnv } from './container-parts.ts'
import { cleanPath, onWindows } from './paths.ts'
import type { ContainerRequest } from './plan-container.ts'
import { sessionNameOf } from './session-name.ts'

const pairs = {
  'web-identity': ['AWS_ROLE_ARN', 'AWS_WEB_IDENTITY_TOKEN_FILE'],
  'container-credentials': ['AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'],
} as const

const regions = ['AWS_REGION', 'AWS_DEFAULT_REGION'] as const
const regional = 'AWS_STS_REGIONAL_ENDPOINTS'

export interface PlannedEnv {
  readonly missing: readonly JsonObject[]
  readonly warnings: readonly string[]
}

/** Appended in upstream's order, and what upstream does not have behind it. */
export function planEnv(request: ContainerRequest): PlannedEnv {
  const { container, identity, options, pod, name } = request
  const present = namesOfEnv(container)
  const missing: JsonObject[] = []
  const warnings: string[] = []
  if (identity.regionalSts && !present.has(regional)) missing.push({ name: regional, value: 'regional' })
  addRegion(request, present, missing, warnings)
  addCredentials(request, present, missing, warnings)
  if (request.sessionName && identity.mode === 'web-identity' && !present.has('AWS_ROLE_SESSION_NAME')) {
    const sessionName = sessionNameOf(pod)
    if (sessionName !== undefined) missing.push(sessionName)
  }
  if (options.awsEndpoint !== undefined)
    for (const variable of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_STS'])
      if (!present.has(variable)) missing.push({ name: variable, value: options.awsEndpoint.url })
  if (options.noProxyForAgent && identity.mode === 'container-credentials')
    addNoProxy(name, container, present, missing, warnings)
  return { missing, warnings }
}

const hasAny = (present: ReadonlySet<unknown>, names: readonly string[]): boolean =>
  names.some((name) => present.has(name))

/** Whether upstream would leave the container without so much as the mount. */
export function hasAllOfUpstream({ container, identity }: ContainerRequest): boolean {
  const present = namesOfEnv(container)
  return hasAny(present, pairs[identity.mode]) && hasAny(present, regions) && present.has(regional)
}

/** Both variables or neither: an SDK that reads one of them must not find the other in another region. */
export function addRegion(
  {
    container,
    name,
    region,
    options,
    say,
  }: Pick<ContainerRequest, 'container' | 'name' | 'region' | 'options' | 'say'>,
  present: ReadonlySet<unknown>,
  missing: JsonObject[],
  warnings: string[],
): void {
  if (region === '' || hasAny(present, regions)) return
  if (listOf(container['envFrom']).length > 0) {
    if (options.keepEnvFromRegion) {
      say?.(`container \`${name}\` gets no region: envFrom may bring it (--keep-env-from-region)`)
      return
    }
    warnings.push(
      `container \`${name}\` has envFrom: an AWS_REGION in it is shadowed by the injected \`${region}\``,
    )
  }
  missing.push({ name: 'AWS_DEFAULT_REGION', value: region }, { name: 'AWS_REGION', value: region })
}

/** One variable of a pair that the author set keeps both of the pair away. */
function addCredentials(
  { name, identity, options, windows, roleArn }: ContainerRequest,
  present: ReadonlySet<unknown>,
  missing: JsonObject[],
  warnings: string[],
): void {
  const [first, second] = pairs[identity.mode]
  const value = identity.mode === 'web-identity' ? roleArn : options.containerCredentials.fullUri
  if (value === undefined) return
  if (!hasAny(present, [first, second])) {
    const path = cleanPath(`${identity.mountPath}/${identity.tokenPath}`)
    missing.push({ name: first, value }, { name: second, value: windows ? onWindows(path) : path })
  } else if (present.has(first) !== present.has(second)) {
    // Half a pair set by the author leaves the SDK without an identity.
    const [set, unset] = present.has(first) ? [first, second] : [second, first]
    warnings.push(`container \`${name}\` sets ${set} itself but not ${unset}, so neither is injected`)
  }
  const others = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_PROFILE']
  const before = identity.mode === 'web-identity' ? others : [...others, pairs['web-identity'][1]]
  const other = before.find((variable) => present.has(variable))
  if (other !== undefined)
    warnings.push(`container \`${name}\` has credentials of its own: SDKs take those of ${other} first`)
}

const agentAddresses = '169.254.170.23,[fd00:ec2::23]'

function addNoProxy(
  name: string,
  container: JsonObject,
  present: ReadonlySet<unknown>,
  missing: JsonObject[],
  warnings: string[],
): void {
  const set = ['NO_PROXY', 'no_proxy'].filter((variable) => present.has(variable))
  if (set.length === 0) {
    for (const variable of ['NO_PROXY', 'no_proxy']) missing.push({ name: variable, value: agentAddresses })
    return
  }
  for (const variable of listOf(container['env'])) {
    const value = memberOf(variable, 'value')
    if (set.some((each) => each === memberOf(variable, 'name')) && typeof value === 'string')
      if (!value.includes('169.254.170.23'))
        warnings.push(`container \`${name}\` sets ${set[0]} without the Pod Identity agent's 169.254.170.23`)
  }
}
