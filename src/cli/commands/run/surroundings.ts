/** What every container finds around it: the AWS endpoint and its trust, the API server, and the node's role where it has one. */
import type { KubernetesClient } from '../../../kubernetes/api/index.ts'
import { apiServerEnv, inheritedEnv } from '../../../kubernetes/node/index.ts'
import { endpointVariables, trustVariables } from '../../environment.ts'
import { WrongUse } from '../../failure.ts'
import { openInstallation } from '../../installation.ts'
import type { RunOptions } from './command.ts'
import { serveNodeRole } from './node-role.ts'

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>
  close(): Promise<void>
}

/** No key of ours is among the variables: what a pod may do comes from its own identity alone. */
export async function openSurroundings(options: RunOptions, client: KubernetesClient): Promise<Surroundings> {
  const base = { ...inheritedEnv(process.env), ...apiServerEnv(client.server) }
  // A pod of a foreign cluster speaks to the AWS that cluster has, unless a podpass was named too.
  if (
    options.kubeconfig !== undefined &&
    options.nodeRole === undefined &&
    process.env['PODPASS_DATA'] === undefined
  )
    return { env: { ...base, AWS_EC2_METADATA_DISABLED: 'true' }, close: async () => undefined }
  const installation = openInstallation(options.data)
  const env = { ...base, ...endpointVariables(installation), ...trustVariables(installation) }
  if (options.nodeRole === undefined)
    return { env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' }, close: async () => undefined }
  if (!options.nodeRole.startsWith('arn:'))
    throw new WrongUse(`--node-role takes a role's ARN, not \`${options.nodeRole}\``)
  const node = await serveNodeRole(installation, options.nodeRole)
  return { env: { ...env, ...node.variables }, close: () => node.close() }
}
