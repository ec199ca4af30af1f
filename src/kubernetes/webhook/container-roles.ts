/** Roles of single containers: annotations `role-arn.<container>` of the pod, as far as its ServiceAccount allows them. */
import { isObject, textOf, valueAt, type JsonObject } from '../api/index.ts'
import { matchesGlob } from './glob.ts'
import type { Annotations } from './identity.ts'
import { completeRole, isRoleArn, type RoleContext } from './role.ts'

export interface ContainerRoles {
  readonly roles: ReadonlyMap<string, string>
  readonly warnings: readonly string[]
  /** A role that was asked for and is not allowed: the pod must not start with another one in its place. */
  readonly refused?: string
}

const mostRoles = 100

const none: ContainerRoles = { roles: new Map(), warnings: [] }

/** Upstream has no such thing, so its decisions are those of a pod without these annotations. */
export function findContainerRoles(
  pod: JsonObject,
  serviceAccount: Annotations | undefined,
  containers: ReadonlySet<unknown>,
  context: RoleContext,
): ContainerRoles {
  const { annotationPrefix, upstreamCompatible } = context.options
  const start = `${annotationPrefix}/role-arn.`
  const annotations = valueAt(pod, 'metadata', 'annotations')
  if (upstreamCompatible || !isObject(annotations)) return none
  const asked = Object.entries(annotations).filter(([key]) => key.startsWith(start))
  if (asked.length === 0) return none

  // Each is held against each pattern, and both lists are their authors' to make long.
  if (asked.length > mostRoles)
    return {
      ...none,
      refused: `${asked.length} annotations ${start}<container> are more than the ${mostRoles} that count`,
    }

  const allowed = splitList(
    textOf(valueAt(serviceAccount, `${annotationPrefix}/allowed-role-arns`)) ?? '',
  ).map((pattern) => completeRole(pattern, context))
  const roles = new Map<string, string>()
  const warnings: string[] = []
  for (const [key, value] of asked) {
    const container = key.slice(start.length)
    const roleArn = completeRole(textOf(value) ?? '', context)
    if (!containers.has(container)) {
      warnings.push(`annotation ${key} does not count: the pod has no container \`${container}\``)
      continue
    }
    if (!isRoleArn(roleArn)) return { ...none, refused: `${key} of the pod is no role ARN: \`${roleArn}\`` }
    if (!allowed.some((pattern) => matchesGlob(pattern, roleArn)))
      return {
        ...none,
        refused: `container \`${container}\` asks for role ${roleArn}, which ${annotationPrefix}/allowed-role-arns of service account ${context.namespace}/${context.name} does not list`,
      }
    roles.set(container, roleArn)
  }
  return { roles, warnings }
}

/** Separated by commas or blanks, of which a role ARN holds only the first, and then never before `arn:`. */
const splitList = (text: string): readonly string[] =>
  text.split(/\s+|,(?=\s|arn:|$)/).filter((each) => each !== '')
