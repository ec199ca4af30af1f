/** The values of an installation, the same as the Helm chart's: what may be chosen and nothing else. */
import type { JsonObject } from '../../api/index.ts'

type Texts = Readonly<Record<string, string>>

export interface Values {
  readonly name: string
  readonly labels: Texts
  readonly image: {
    readonly repository: string
    readonly tag: string
    readonly digest: string
    readonly pullPolicy: string
    readonly pullSecrets: readonly string[]
  }
  readonly replicas: number
  /** By their names, without dashes before them. */
  readonly flags: Readonly<Record<string, string | number | boolean>>
  readonly shutdownDelaySeconds: number
  readonly roleMap: { readonly enabled: boolean; readonly entries: JsonObject }
  readonly podIdentities: { readonly enabled: boolean; readonly identities: readonly JsonObject[] }
  readonly certificates: {
    readonly mode: 'self-managed' | 'cert-manager' | 'secret' | 'files'
    readonly secretName: string
    readonly certManager: {
      readonly issuerRef: JsonObject
      readonly duration: string
      readonly renewBefore: string
    }
  }
  readonly webhook: {
    readonly url: string
    /** PEM. */
    readonly caBundle: string
    readonly failurePolicy: 'Fail' | 'Ignore'
    readonly timeoutSeconds: number
    readonly reinvocationPolicy: string
    readonly systemNamespaces: readonly string[]
    readonly systemFailurePolicy: 'Ignore' | 'None'
    readonly namespaceSelector: Selector
    readonly objectSelector: Selector
    readonly matchConditions: readonly JsonObject[]
  }
  readonly serviceAccount: { readonly annotations: Texts }
  readonly service: { readonly port: number; readonly annotations: Texts }
  readonly ports: { readonly https: number; readonly metrics: number }
  readonly hostNetwork: boolean
  readonly resources: JsonObject
  readonly nodeOptions: string
  readonly priorityClassName: string
  readonly topologyKeys: readonly string[]
  readonly nodeSelector: Texts
  readonly tolerations: readonly JsonObject[]
  readonly affinity: JsonObject
  readonly podLabels: Texts
  readonly podAnnotations: Texts
  readonly extraEnv: readonly JsonObject[]
  readonly extraVolumes: readonly JsonObject[]
  readonly extraVolumeMounts: readonly JsonObject[]
  readonly podDisruptionBudget: { readonly enabled: boolean; readonly maxUnavailable: number | string }
  readonly networkPolicy: {
    readonly enabled: boolean
    readonly metricsFrom: readonly JsonObject[]
    readonly apiServerPorts: readonly number[]
    readonly extraEgress: readonly JsonObject[]
  }
  readonly serviceMonitor: { readonly enabled: boolean; readonly interval: string; readonly labels: Texts }
}

export interface Selector {
  readonly matchLabels?: Texts
  readonly matchExpressions?: readonly JsonObject[]
}

/** What is installed by whom: the facts that Helm calls the release. */
export interface Release {
  readonly namespace: string
  /** Of label `app.kubernetes.io/managed-by`. */
  readonly manager: string
}
