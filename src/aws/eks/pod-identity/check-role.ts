/** Whether a role may be given to pods: it must be there and trust Pod Identity. */
import { parseArn } from '../../../arn/index.ts'
import type { CompiledPolicy, Statement } from '../../../policy/index.ts'
import { parsePolicy } from '../../../policy/index.ts'
import { invalidParameter } from '../errors.ts'
import type { EksNeeds } from '../needs.ts'

const podIdentity = 'pods.eks.amazonaws.com'

/** Conditions are not looked at, because they speak of pods that do not exist yet. */
export function checkRole(
  findRole: EksNeeds['findRole'],
  roleArn: string,
  { disableSessionTags = false }: { readonly disableSessionTags?: boolean },
): void {
  checkRoleArn(roleArn, 'roleArn')
  const role = findRole(roleArn)
  if (role === undefined) throw invalidParameter(`Role provided in the request does not exist.`)
  const actions = ['sts:AssumeRole', ...(disableSessionTags ? [] : ['sts:TagSession'])]
  if (!actions.every((action) => trusts(role.trustPolicy, action)))
    throw invalidParameter(
      'Trust policy of the role provided is invalid. Follow the official documentation to resolve the issue.',
    )
}

/** A target role may be of any account, so nothing but its name can be looked at. */
export function checkRoleArn(roleArn: string, name: string): void {
  const arn = parseArn(roleArn)
  if (arn?.service !== 'iam' || !/^role\/.*[^/]$/.test(arn.resource))
    throw invalidParameter(`The ${name} ${roleArn} is not valid.`)
}

const trusts = ({ index, document }: CompiledPolicy, action: string): boolean =>
  document.statements.some(namesPodIdentity) &&
  index
    .candidatesFor(action)
    .allow.candidatesFor('*')
    .some(({ source }) => namesPodIdentity(source))

const namesPodIdentity = ({ effect, principal }: Statement): boolean =>
  effect === 'Allow' && principal?.negated === false && principal.service.includes(podIdentity)

const longestPolicy = 2048

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreatePodIdentityAssociation.html */
export function checkPolicy(policy: string | undefined, disableSessionTags: boolean): void {
  if (policy === undefined || policy === '') return
  if (!disableSessionTags)
    throw invalidParameter('disableSessionTags must be set to true when a policy is specified.')
  if (policy.length > longestPolicy)
    throw invalidParameter(`The policy must be at most ${longestPolicy} characters long.`)
  const parsed = parsePolicy(policy, 'session')
  if (!parsed.ok) throw invalidParameter(`The policy is not valid: ${parsed.problems[0].message}`)
}
