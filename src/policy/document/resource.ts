/** Resource and NotResource. */
import { isPartition } from '../../arn/index.ts'
import type { Located } from './elements.ts'
import { join, textsIn } from './elements.ts'
import type { PatternElement } from './model.ts'
import type { Fault } from './problem.ts'
import type { Members, Place } from './place.ts'

export function readResources(members: Members, place: Place): PatternElement | undefined {
  const { kind, path, report } = place
  const name = members.has('NotResource') ? 'NotResource' : 'Resource'
  const value = members.get(name)
  if (kind === 'trust') {
    if (value !== undefined)
      report({
        code: name === 'Resource' ? 'prohibited-resource' : 'prohibited-not-resource',
        path: join(path, name),
        detail: 'the resource of a trust policy is the role itself',
      })
    return undefined
  }
  const resources = value === undefined ? [] : textsIn(value, join(path, name), report)
  for (const resource of resources) {
    const fault = faultOf(resource)
    if (fault !== undefined) report(fault)
  }
  if (value === undefined || (value.kind === 'array' && value.items.length === 0)) {
    // Policies of some resources, such as a repository's, have none: it is the resource itself.
    if (kind !== 'resource' || value !== undefined)
      report({ code: 'missing-resource', path, detail: 'the statement has no resources' })
  }
  return resources.length === 0
    ? undefined
    : { negated: name === 'NotResource', patterns: resources.map(({ text }) => text) }
}

/** What may stand behind the account of an IAM resource. */
const iamPath =
  /^(?:\*|root$|(?:user|federated-user|role|group|instance-profile|mfa|server-certificate|policy|sms-mfa|saml-provider|oidc-provider|report|access-report)\/)/

/** Of S3's resources only these stand in a region. */
const regionalInS3 =
  /^(?:\*|accesspoint[/:]|access-grants\/|async-request\/|job\/|storage-lens\/|storage-lens-group\/)/

function faultOf({ text, path }: Located): Fault | undefined {
  if (text === '*') return undefined
  // The colons of a variable such as ${aws:PrincipalAccount} part nothing.
  const plain = text.replace(/\$\{[^}]*\}/g, '*')
  const [prefix, partition, vendor, region, , ...rest] = plain.split(':')
  const fault = (code: Fault['code'], detail: string, value = text): Fault => ({ code, path, detail, value })
  if (prefix === plain) return fault('resource-form', `expected an ARN or *, got \`${text}\``)
  if (partition !== '*' && !isPartition(partition!))
    return fault('resource-partition', `\`${partition}\` is no partition`, `${partition} ${completed(plain)}`)
  if (prefix !== 'arn') return fault('resource-form', `expected an ARN or *, got \`${text}\``)
  if (vendor === undefined || /[*?]/.test(vendor))
    return fault('resource-vendor', `\`${text}\` does not name its service`)
  if (vendor === '' || (plain.includes('::') && plain.split(':').length < 6))
    return fault('legacy-resource', `\`${text}\` is no ARN`)
  const resource = rest.join(':')
  const hasRegion = region !== undefined && region !== '' && region !== '*'
  if (vendor === 'iam' && hasRegion) return fault('iam-region', 'IAM has no regions')
  if (vendor === 's3' && hasRegion && !regionalInS3.test(resource))
    return fault('s3-region', 'buckets and objects have no region in their ARNs')
  if (vendor === 'iam' && rest.length > 0 && !iamPath.test(resource))
    return fault('iam-path', `IAM has no \`${resource}\``)
  return undefined
}

/** The ARN with stars for the parts that it leaves out, as IAM repeats it. */
function completed(text: string): string {
  const [prefix, partition, ...rest] = text.split(':')
  const parts = [rest[0], rest[1], rest[2], rest.length > 3 ? rest.slice(3).join(':') : undefined]
  const known = parts.map((part, index) =>
    part === undefined || (index === 0 && rest.length === 1 && part === '') ? '*' : part,
  )
  return [prefix, partition, ...known].join(':')
}
