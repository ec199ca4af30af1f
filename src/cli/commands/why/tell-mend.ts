/** Puts what would let a refused call through into words, a diff of the policy and a command that makes the change. */
import { parseArn } from '../../../arn/index.ts'
import type { JsonPolicy, Mend, PolicyMend } from '../../../policy/index.ts'
import { paint } from '../../print.ts'
import { quoteForShell } from '../../quote.ts'

export function tellMends(mends: readonly Mend[], action: string): readonly string[] {
  if (mends.length === 0) return []
  return ['', '  what would let it through:', ...mends.flatMap((mend) => tellMend(mend, action))]
}

function tellMend(mend: Mend, action: string): readonly string[] {
  if (mend.kind !== 'policy') return [`    ${mend.words}`]
  const command = commandOf(mend, action)
  return [
    `    ${mend.words} (${mend.policyType} of ${mend.holder})`,
    ...diff(mend).map((row) => `      ${row}`),
    ...(command === undefined ? [] : [`    ${command}`]),
  ]
}

/** The AWS CLI's command for the change; undefined where the resource's service is not known here. */
export function commandOf(mend: PolicyMend, action: string): string | undefined {
  const arn = parseArn(mend.holder)
  const document = quoteForShell(JSON.stringify(mend.after))
  const [kind = '', ...path] = arn?.resource.split('/') ?? []
  const name = quoteForShell(path.at(-1) ?? '')
  if (mend.policyType === 'identity-based policy')
    return `aws iam put-${kind}-policy --${kind}-name ${name} --policy-name ${quoteForShell(`allow-${action.replace(':', '-')}`)} --policy-document ${document}`
  if (arn?.service === 'iam' && kind === 'role')
    return `aws iam update-assume-role-policy --role-name ${name} --policy-document ${document}`
  if (arn?.service === 's3')
    return `aws s3api put-bucket-policy --bucket ${quoteForShell(kind)} --policy ${document}`
  return undefined
}

/** Changes are in one place, so what both texts begin and end with says the rest. */
function diff({ before, after }: PolicyMend): readonly string[] {
  const [old, made] = [linesOf(before), linesOf(after)]
  let start = 0
  while (start < old.length && old[start] === made[start]) start += 1
  let end = 0
  while (end < old.length - start && old.at(-1 - end) === made.at(-1 - end)) end += 1
  return [
    ...old.slice(Math.max(0, start - around), start).map((row) => `  ${row}`),
    ...old.slice(start, old.length - end).map((row) => paint('red', `- ${row}`)),
    ...made.slice(start, made.length - end).map((row) => paint('green', `+ ${row}`)),
    ...old.slice(old.length - end, old.length - end + around).map((row) => `  ${row}`),
  ]
}

/** So many lines of what stays are shown on either side. */
const around = 2

const linesOf = (policy: JsonPolicy | undefined): readonly string[] =>
  policy === undefined ? [] : JSON.stringify(policy, undefined, 2).split('\n')
