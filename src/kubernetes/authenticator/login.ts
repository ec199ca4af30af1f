/** A login from token to user: who signed it, whether they may come, whom they are in the cluster. */
import type { Attempt, CallerIdentity, LoginNeeds, Mapped, Source } from './needs.ts'
import { renderTemplates } from './render-template.ts'
import { createVerifier } from './sts/verify-token.ts'

export interface LoginUser {
  readonly username: string
  readonly uid: string
  readonly groups: readonly string[]
  readonly extra: Readonly<Record<string, readonly string[]>>
}

interface Refusal {
  readonly outcome: Exclude<Attempt['outcome'], 'success'>
  readonly problem: string
}

export type LoginAnswer = { readonly ok: true; readonly user: LoginUser } | ({ readonly ok: false } & Refusal)

export function createLogin(needs: LoginNeeds): (token: string) => Promise<LoginAnswer> {
  const verify = createVerifier(needs)
  return async (token) => {
    const verified = await verify(token)
    if (!verified.ok) return refuse(needs, verified)
    const { who, host } = verified
    const { allowedAccounts } = needs
    const shown = isScrubbed(needs, who) ? {} : { who }
    if (allowedAccounts !== undefined && !allowedAccounts.includes(who.accountId))
      return refuse(needs, { outcome: 'unknown_user', problem: 'its account is not allowed', host, ...shown })
    const found = await findUser(needs, who)
    if (!found.ok) return refuse(needs, { outcome: 'unknown_user', problem: found.problem, host, ...shown })
    const { username, groups, source } = found
    needs.report?.({ outcome: 'success', host, username, groups, source, ...shown })
    return { ok: true, user: { username, groups, ...identify(needs, who, username) } }
  }
}

function refuse(needs: LoginNeeds, attempt: Refusal & Attempt): LoginAnswer {
  const { outcome, problem, host, who } = attempt
  needs.report?.({ outcome, problem, ...(host !== undefined && { host }), ...(who !== undefined && { who }) })
  return { ok: false, outcome, problem }
}

type Found =
  | ({ readonly ok: true; readonly source: string } & Mapped)
  | { readonly ok: false; readonly problem: string }

/** A source that fails does not hide the next one; where none knows the principal, its failure is what is told. */
async function findUser(needs: LoginNeeds, who: CallerIdentity): Promise<Found> {
  const problems: string[] = []
  for (const source of needs.sources) {
    if (source.counts?.(who) === false) continue
    const mapped = await ask(source, who, problems)
    if (mapped === undefined) continue
    const rendered = await renderTemplates(mapped, who, needs.findPrivateDnsName)
    if (!rendered.ok) return { ok: false, problem: `${source.name}: ${rendered.problem}` }
    const prefix = source.reservedPrefixes?.find((each) => each !== '' && rendered.username.startsWith(each))
    if (prefix !== undefined)
      return {
        ok: false,
        problem: `${source.name}: username \`${rendered.username}\` begins with \`${prefix}\``,
      }
    return { ...rendered, source: source.name }
  }
  return { ok: false, problem: problems.length > 0 ? problems.join('; ') : 'ARN is not mapped' }
}

async function ask(source: Source, who: CallerIdentity, problems: string[]): Promise<Mapped | undefined> {
  try {
    return await source.find(who)
  } catch (error) {
    problems.push(`${source.name}: ${(error as Error).message}`)
    return undefined
  }
}

function identify(
  needs: LoginNeeds,
  who: CallerIdentity,
  username: string,
): Pick<LoginUser, 'uid' | 'extra'> {
  if (isScrubbed(needs, who)) return { uid: `aws-iam-authenticator:administrative:${username}`, extra: {} }
  return {
    uid: `aws-iam-authenticator:${who.accountId}:${who.principalId}`,
    extra: {
      accessKeyId: [who.accessKeyId],
      arn: [who.arn],
      canonicalArn: [who.canonicalArn],
      principalId: [who.principalId],
      sessionName: [who.sessionName],
      'sigs.k8s.io/aws-iam-authenticator/principalId': [who.principalId],
    },
  }
}

const isScrubbed = ({ scrubbedAccounts = [] }: LoginNeeds, { accountId }: CallerIdentity): boolean =>
  scrubbedAccounts.includes(accountId)
