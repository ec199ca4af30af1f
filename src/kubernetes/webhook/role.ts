/** Which role a ServiceAccount means: as annotated, as mapped by the operator, or by the operator's template. */
import type { WebhookOptions } from './options.ts'
import { matchesGlob } from './glob.ts'

/** A role ARN as upstream knows it, paths and other partitions included. */
const roleArnShape = /^arn:aws[a-z0-9-]*:iam::\d{12}:role\/[\w\-/.@+=,]+$/

/** STS takes no longer one. */
const longest = 2048

export const isRoleArn = (text: string): boolean => text.length <= longest && roleArnShape.test(text)

export interface RoleContext {
  readonly namespace: string
  /** Of the ServiceAccount. */
  readonly name: string
  readonly options: WebhookOptions
}

/** A bare name becomes an ARN where the operator wants it, and `{account}`, `{namespace}` and `{name}` their values. */
export function completeRole(text: string, context: RoleContext): string {
  const { options } = context
  const { composeRoleArn } = options
  const role = options.upstreamCompatible ? text : fillTemplate(text, context)
  return composeRoleArn !== undefined && !role.includes('arn:')
    ? `arn:${composeRoleArn.partition}:iam::${composeRoleArn.account}:role/${role}`
    : role
}

/** A word in braces that means nothing stays, and makes the role one that is warned of. */
function fillTemplate(text: string, { namespace, name, options }: RoleContext): string {
  if (!text.includes('{')) return text
  const account = options.account ?? options.composeRoleArn?.account
  const words: Readonly<Record<string, string | undefined>> = { account, namespace, name }
  return text.replace(/\{(account|namespace|name)\}/g, (braced, word: string) => words[word] ?? braced)
}

/** The role that the operator's template gives a ServiceAccount which names none. */
export function templateRole(context: RoleContext): string | undefined {
  const { roleTemplate, upstreamCompatible } = context.options
  if (roleTemplate === undefined || upstreamCompatible) return undefined
  return roleTemplate.namespaces.some((pattern) => matchesGlob(pattern, context.namespace))
    ? completeRole(roleTemplate.template, context)
    : undefined
}
