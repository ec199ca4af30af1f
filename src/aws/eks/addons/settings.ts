/** What add-ons may be configured with: a small part of JSON Schema, by which values are checked as EKS checks them. */

export interface Setting {
  readonly type: SettingType | readonly SettingType[]
  readonly properties?: Readonly<Record<string, Setting>>
  /** Further members are taken unless it is false. */
  readonly additionalProperties?: false | Setting
  readonly items?: Setting
  readonly minimum?: number
  readonly enum?: readonly string[]
}

type SettingType = 'array' | 'boolean' | 'integer' | 'number' | 'object' | 'string'

/** All that is wrong, each with its path. */
export function findProblems(value: unknown, setting: Setting, path = '$'): readonly string[] {
  const types = [setting.type].flat()
  const type = typeOf(value)
  if (!types.some((each) => each === type || (each === 'number' && type === 'integer')))
    return [`${path}: ${type} found, ${types.length === 1 ? types[0] : `[${types.join(', ')}]`} expected`]
  return [
    ...(setting.enum === undefined || setting.enum.some((each) => each === value)
      ? []
      : [`${path}: does not have a value in the enumeration [${setting.enum.join(', ')}]`]),
    ...(typeof value === 'number' && setting.minimum !== undefined && value < setting.minimum
      ? [`${path}: must have a minimum value of ${setting.minimum}`]
      : []),
    ...memberProblems(value, setting, path),
  ]
}

function memberProblems(value: unknown, setting: Setting, path: string): readonly string[] {
  const { properties = {}, additionalProperties, items } = setting
  if (Array.isArray(value))
    return items === undefined ? [] : value.flatMap((each, at) => findProblems(each, items, `${path}[${at}]`))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const known = Object.hasOwn(properties, name) ? properties[name] : additionalProperties
    if (known === undefined) return []
    return known === false
      ? [`${path}.${name}: is not defined in the schema and the schema does not allow additional properties`]
      : findProblems(member, known, `${path}.${name}`)
  })
}

function typeOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

const object: Setting = { type: 'object' }
const array: Setting = { type: 'array' }
const text: Setting = { type: 'string' }
const flag: Setting = { type: ['boolean', 'string'] }
/** What becomes text in the end. */
const scalar: Setting = { type: ['string', 'boolean', 'number'] }
const texts: Setting = { type: 'object', additionalProperties: text }
const env: Setting = { type: 'object', additionalProperties: scalar }
const closed = (properties: Readonly<Record<string, Setting>>): Setting => ({
  type: 'object',
  additionalProperties: false,
  properties,
})
const resources = closed({ claims: array, limits: object, requests: object })

const pods = {
  affinity: object,
  nodeSelector: texts,
  podAnnotations: texts,
  podLabels: texts,
  resources,
  tolerations: array,
}

export const settings = {
  coredns: closed({
    ...pods,
    autoScaling: closed({
      enabled: { type: 'boolean' },
      maxReplicas: { type: 'integer', minimum: 1 },
      minReplicas: { type: 'integer', minimum: 1 },
    }),
    computeType: text,
    corefile: text,
    podDisruptionBudget: object,
    replicaCount: { type: 'integer', minimum: 0 },
    topologySpreadConstraints: array,
  }),
  kubeProxy: closed({
    ...pods,
    ipvs: closed({
      scheduler: {
        type: 'string',
        enum: ['rr', 'wrr', 'lc', 'wlc', 'lblc', 'lblcr', 'sh', 'dh', 'sed', 'nq'],
      },
    }),
    mode: { type: 'string', enum: ['iptables', 'ipvs'] },
  }),
  podIdentityAgent: closed({
    ...pods,
    agent: closed({ additionalArgs: env, livenessEndpoint: text, readinessEndpoint: text }),
    priorityClassName: text,
    updateStrategy: object,
  }),
  vpcCni: closed({
    ...pods,
    enableNetworkPolicy: flag,
    enableWindowsIpam: flag,
    enableWindowsPrefixDelegation: flag,
    eniConfig: object,
    env,
    init: closed({ env, resources }),
    livenessProbeTimeoutSeconds: { type: 'integer', minimum: 1 },
    nodeAgent: closed({
      enableCloudWatchLogs: flag,
      enableIpv6: flag,
      enablePolicyEventLogs: flag,
      healthProbeBindAddr: { type: ['string', 'integer'] },
      metricsBindAddr: { type: ['string', 'integer'] },
      resources,
    }),
    readinessProbeTimeoutSeconds: { type: 'integer', minimum: 1 },
  }),
} as const satisfies Readonly<Record<string, Setting>>
