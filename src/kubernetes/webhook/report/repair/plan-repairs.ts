/** Which owners are restarted for the sake of their pods, and which pods are left to people. */
import type { Owner } from '../find-owner.ts'
import type { Finding } from '../scan-pods.ts'

export interface Repair {
  readonly owner: Owner
  readonly findings: readonly Finding[]
}

export interface Left {
  readonly owner: Owner
  readonly because: string
}

export interface RepairPlan {
  readonly repairs: readonly Repair[]
  readonly left: readonly Left[]
}

/** By namespace and name, so that two runs go the same way. */
export function planRepairs(findings: readonly Finding[]): RepairPlan {
  const owners = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = keyOf(finding.owner)
    owners.set(key, [...(owners.get(key) ?? []), finding])
  }
  const repairs: Repair[] = []
  const left: Left[] = []
  for (const [, those] of [...owners].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const { owner } = those[0]!
    const because = reasonToLeave(owner, those)
    if (because === undefined) repairs.push({ owner, findings: those })
    else left.push({ owner, because })
  }
  return { repairs, left }
}

function reasonToLeave({ kind, renews, path }: Owner, findings: readonly Finding[]): string | undefined {
  if (findings.some(({ code }) => code === 'refused-now'))
    return 'its pods would be refused: the service account does not allow a role that they ask for'
  if (renews === 'next-run') return 'its next run is made anew; a running one is not broken off'
  if (renews === 'never')
    return kind === 'Pod'
      ? 'nothing would make it anew'
      : kind === 'Job'
        ? 'a running job is not broken off'
        : 'nobody can say whether its controller would make its pods anew'
  return path === undefined ? 'its kind is not known' : undefined
}

const keyOf = ({ namespace, kind, name }: Owner): string => `${namespace}/${name}/${kind}`

/** As `deployment/web in namespace shop`. */
export const nameOwner = ({ kind, name, namespace }: Owner): string =>
  `${kind.toLowerCase()}/${name} in namespace ${namespace}`
