/** How a node group does: whether its nodes have come. */
import type { ClusterName, EksNeeds } from '../../needs.ts'
import type { NodegroupRecord } from '../record.ts'

export interface GroupIssue {
  readonly code: string
  readonly message: string
  readonly resourceIds: readonly string[]
}

export interface GroupHealth {
  readonly status: 'ACTIVE' | 'CREATE_FAILED' | 'CREATING' | 'DEGRADED' | 'DELETING' | 'UPDATING'
  readonly issues: readonly GroupIssue[]
}

export function groupHealth(
  { machines }: Pick<EksNeeds, 'machines'>,
  cluster: ClusterName,
  group: NodegroupRecord,
): GroupHealth {
  const { nodes = [], scalingConfig, createdAt, modifiedAt } = group
  const isNew = createdAt === modifiedAt
  if (machines === undefined)
    return { status: 'ACTIVE', issues: scalingConfig.desiredSize === 0 ? [] : [noMachines] }
  const states = nodes.map((name) => ({ name, state: machines.stateOf(cluster, name) }))
  const failed = states.flatMap(({ name, state }) =>
    state.kind === 'failed'
      ? [{ code: 'NodeCreationFailure', message: state.problem, resourceIds: [name] }]
      : [],
  )
  if (failed.length > 0) return { status: isNew ? 'CREATE_FAILED' : 'DEGRADED', issues: failed }
  if (states.some(({ state }) => state.kind === 'starting'))
    return { status: isNew ? 'CREATING' : 'UPDATING', issues: [] }
  const missing = scalingConfig.desiredSize - nodes.length
  return { status: 'ACTIVE', issues: missing > 0 ? [tooMany(missing, machines.limit)] : [] }
}

const noMachines: GroupIssue = {
  code: 'NodeCreationFailure',
  message: 'Nodes are not started here: join them by podpass node.',
  resourceIds: [],
}

const tooMany = (missing: number, limit: number): GroupIssue => ({
  code: 'InstanceLimitExceeded',
  message: `Nodes are processes of one machine, which has ${limit} of them at most: ${missing} of the group are not started.`,
  resourceIds: [],
})
