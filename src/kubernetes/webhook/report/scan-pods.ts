/** Goes through the pods of a cluster and tells of those whose identity is not what it would be now. */
import {
  objectOf,
  pathOf,
  textOf,
  valueAt,
  walkList,
  type ApiProblem,
  type JsonObject,
  type KubernetesClient,
} from '../../api/index.ts'
import type { Annotations } from '../identity.ts'
import { serviceAccountOf } from '../mutate.ts'
import type { WebhookOptions } from '../options.ts'
import type { RoleEntry } from '../sources/role-map.ts'
import { everywhere, readCoverage, type Coverage } from './coverage.ts'
import { createOwnerFinder, type Owner, type OwnerFinder } from './find-owner.ts'
import { judgePod, type JudgedPod, type Verdict } from './judge-pod.ts'
import { mendOf, type Mend } from './mend.ts'

export interface ScanNeeds {
  readonly client: KubernetesClient
  readonly options: WebhookOptions
  /** Undefined when the cluster has no such ServiceAccount; `again` where a finding rests on the answer. */
  readonly findServiceAccount: (
    namespace: string,
    name: string,
    again: boolean,
  ) => Promise<Annotations | undefined> | Annotations | undefined
  readonly findRoleEntry?: (namespace: string, name: string) => RoleEntry | undefined
  readonly hasPodIdentity?: (namespace: string, name: string) => boolean
  /** The one namespace to look into; all of them when left out. */
  readonly namespace?: string
  /** The MutatingWebhookConfiguration whose selectors say which pods count; all pods when left out. */
  readonly configurationName?: string
  readonly pageSize?: number
  readonly signal: AbortSignal
  readonly onFinding: (finding: Finding) => void
}

export interface Finding extends Verdict, Mend {
  readonly namespace: string
  readonly pod: string
  readonly uid: string
  readonly serviceAccount: string
  readonly owner: Owner
}

export interface Scan {
  /** How many pods were looked at. */
  readonly checked: number
  /** How many the webhook is not asked about. */
  readonly excluded: number
  /** What could not be told, in words for people. */
  readonly notes: readonly string[]
  /** What ended it before its end. */
  readonly problem?: ApiProblem
}

/** Pods that have ended keep what they had. */
const alive = 'status.phase!=Succeeded,status.phase!=Failed'

export async function scanPods(needs: ScanNeeds): Promise<Scan> {
  const { client, namespace = '', signal, pageSize } = needs
  const notes: string[] = []
  const coverage = await findCoverage(needs, notes)
  const namespaces = await findNamespaces(needs, coverage, notes)
  const findOwner = createOwnerFinder({
    client,
    onProblem: (kind, { message }) => notes.push(`what stands behind a ${kind} cannot be read: ${message}`),
  })
  let [checked, excluded] = [0, 0]
  const problem = await walkList(client, {
    path: pathOf('pods', namespace),
    query: { fieldSelector: alive },
    pageSize,
    signal,
    onItem: async (pod) => {
      if (isGoing(pod) || isMirror(pod)) return
      const space = textOf(valueAt(pod, 'metadata', 'namespace')) ?? ''
      if (!coverage.covers(namespaces(space), valueAt(pod, 'metadata', 'labels'))) {
        excluded++
        return
      }
      checked++
      const finding = await lookAt(needs, pod, space, findOwner)
      if (finding !== undefined) needs.onFinding(finding)
    },
  })
  return { checked, excluded, notes, ...(problem !== undefined && { problem }) }
}

const isGoing = (pod: JsonObject): boolean => valueAt(pod, 'metadata', 'deletionTimestamp') !== undefined

/** The kubelet's own pods, which no admission changes. */
const isMirror = (pod: JsonObject): boolean =>
  valueAt(pod, 'metadata', 'annotations', 'kubernetes.io/config.mirror') !== undefined

async function lookAt(
  needs: ScanNeeds,
  pod: JsonObject,
  namespace: string,
  findOwner: OwnerFinder,
): Promise<Finding | undefined> {
  // Only of a pod that looks wrong is it asked who wrote what.
  const suspicion = await judgeIn(needs, pod, namespace, { again: false, suspects: true })
  if (suspicion === undefined) return undefined
  const owner = await findOwner(pod)
  const verdict = await judgeIn(needs, pod, namespace, { again: true, authored: owner.authored })
  if (verdict === undefined) return undefined
  const podName = textOf(valueAt(pod, 'metadata', 'name')) ?? ''
  return {
    namespace,
    pod: podName,
    uid: textOf(valueAt(pod, 'metadata', 'uid')) ?? '',
    serviceAccount: serviceAccountOf(pod),
    owner,
    ...verdict,
    ...mendOf(podName, owner, verdict.code),
  }
}

export type JudgeNeeds = Pick<
  ScanNeeds,
  'options' | 'findServiceAccount' | 'findRoleEntry' | 'hasPodIdentity'
>

/** What is wrong with a pod by what the cluster says now. */
export async function judgeIn(
  needs: JudgeNeeds,
  pod: JsonObject,
  namespace: string,
  { again, ...look }: { readonly again: boolean } & Pick<JudgedPod, 'authored' | 'suspects'>,
): Promise<Verdict | undefined> {
  const name = serviceAccountOf(pod)
  const roleEntry = needs.findRoleEntry?.(namespace, name)
  const hasPodIdentity = needs.hasPodIdentity?.(namespace, name) ?? false
  const serviceAccount = await needs.findServiceAccount(namespace, name, again)
  // Without its ServiceAccount no pod can be made anew, so there is nothing that a restart would mend.
  if (serviceAccount === undefined && roleEntry === undefined && !hasPodIdentity) return undefined
  const known = { serviceAccount, roleEntry, hasPodIdentity, ...look }
  return judgePod({ ...known, pod, namespace, name, options: needs.options })
}

const configurations = '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations'

async function findCoverage({ client, configurationName }: ScanNeeds, notes: string[]): Promise<Coverage> {
  if (configurationName === undefined) return everywhere
  const answer = await client.get(`${configurations}/${encodeURIComponent(configurationName)}`)
  if (!answer.ok) {
    notes.push(
      `every pod counts, because the selectors of the webhook cannot be read: ${answer.problem.message}`,
    )
    return everywhere
  }
  const coverage = readCoverage(answer.value)
  notes.push(...coverage.notes)
  return coverage
}

/** The webhooks of the configuration that look into a namespace. */
async function findNamespaces(
  { client, namespace, signal }: ScanNeeds,
  coverage: Coverage,
  notes: string[],
): Promise<(name: string) => readonly JsonObject[]> {
  const known = new Map<string, readonly JsonObject[]>()
  // A label that every namespace has, and of which its name is the value.
  const assumed = (name: string): readonly JsonObject[] =>
    coverage.webhooksFor({ 'kubernetes.io/metadata.name': name })
  if (!coverage.needsNamespaces) return assumed
  const keep = (object: JsonObject): void => {
    const labels = objectOf(valueAt(object, 'metadata', 'labels'))
    known.set(textOf(valueAt(object, 'metadata', 'name')) ?? '', coverage.webhooksFor(labels))
  }
  if (namespace !== undefined) {
    const answer = await client.get(pathOf('namespaces', '', namespace))
    if (answer.ok) keep(answer.value)
    else notes.push(`the labels of namespace ${namespace} cannot be read: ${answer.problem.message}`)
  } else {
    const problem = await walkList(client, { path: pathOf('namespaces'), signal, onItem: keep })
    if (problem !== undefined) notes.push(`the labels of namespaces cannot be read: ${problem.message}`)
  }
  return (name) => known.get(name) ?? assumed(name)
}
