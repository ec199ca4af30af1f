/** Whom of an identity provider a trust policy lets in. */
import type { Found, Rule } from '../finding.ts'
import type { LintCondition, LintPolicy, LintStatement, Word } from '../view.ts'
import {
  allowsWebIdentity,
  conditionsOn,
  isOfClusters,
  trustedProviders,
  type TrustedProvider,
} from './providers.ts'
import { isNegated } from './words.ts'

interface Trust extends TrustedProvider {
  readonly statement: LintStatement
}

const trustsIn = ({ statements }: LintPolicy): readonly Trust[] =>
  statements
    .filter(allowsWebIdentity)
    .flatMap((statement) => trustedProviders(statement).map((each) => ({ ...each, statement })))

/** Whether the condition fails for a call without a value of the key. */
const needsValue = (condition: LintCondition): boolean =>
  !condition.operator.ifExists &&
  condition.operator.set !== 'ForAllValues' &&
  condition.operator.name !== 'Null' &&
  !isNegated(condition)

const without =
  (claim: 'sub' | 'aud', words: (trust: Trust) => Pick<Found, 'reason' | 'fix'>) => (policy: LintPolicy) =>
    trustsIn(policy)
      .filter(({ statement, provider }) => !conditionsOn(statement, provider, claim).some(needsValue))
      .map((trust) => ({ span: trust.name.span, statement: trust.statement, ...words(trust) }))

export const trustWithoutSub: Rule = {
  id: 'trust-without-sub',
  severity: 'error',
  title: 'a web identity provider is trusted for every subject',
  check: without('sub', ({ provider }) => ({
    reason: `whoever gets a token of \`${provider}\` may take the role: no condition needs \`${provider}:sub\``,
    fix: `add {"StringEquals": {"${provider}:sub": "system:serviceaccount:NAMESPACE:NAME"}}`,
  })),
}

export const trustWithoutAud: Rule = {
  id: 'trust-without-aud',
  severity: 'warning',
  title: 'a web identity provider is trusted for every audience',
  check: without('aud', ({ provider }) => ({
    reason: `a token that was made for another audience of the provider opens the role as well: no condition needs \`${provider}:aud\``,
    fix: `add {"StringEquals": {"${provider}:aud": "sts.amazonaws.com"}}`,
  })),
}

const subjectsIn = (
  policy: LintPolicy,
): readonly (Trust & { readonly value: Word; readonly condition: LintCondition })[] =>
  trustsIn(policy).flatMap((trust) =>
    conditionsOn(trust.statement, trust.provider, 'sub').flatMap((condition) =>
      condition.values.map((value) => ({ ...trust, condition, value })),
    ),
  )

const hasWildcards = ({ operator }: LintCondition): boolean => operator.name === 'StringLike'

export const subjectLetsManyIn: Rule = {
  id: 'subject-lets-many-in',
  severity: 'warning',
  title: 'a subject that fits service accounts of many names or namespaces',
  check: (policy) =>
    subjectsIn(policy).flatMap(({ condition, value, statement }) => {
      const whom = hasWildcards(condition) ? whomOf(value.text) : undefined
      if (whom === undefined) return []
      const fix =
        'name the service accounts that need the role, each as `system:serviceaccount:NAMESPACE:NAME`'
      return [{ span: value.span, statement, reason: `\`${value.text}\` lets ${whom} in`, fix }]
    }),
}

function whomOf(subject: string): string | undefined {
  if (/^\*+$/.test(subject) || /^s[a-z:]*\*$/.test(subject)) return 'every identity of the provider'
  const [, namespace = '', account = ''] = /^system:serviceaccount:([^:]*):(.*)$/.exec(subject) ?? []
  if (/[*?]/.test(namespace))
    return /[^*?]/.test(account)
      ? `service accounts named \`${account}\` of namespaces that others may create`
      : 'service accounts of namespaces that others may create'
  return /^[*?]+$/.test(account) ? `every service account of namespace \`${namespace}\`` : undefined
}

/** Of a namespace and of a ServiceAccount, wildcards and all. */
const subjectForm =
  /^system:serviceaccount:[a-z0-9*?](?:[a-z0-9*?-]{0,61}[a-z0-9*?])?:[a-z0-9*?][a-z0-9.*?-]{0,252}$/

export const impossibleSubject: Rule = {
  id: 'subject-form',
  severity: 'error',
  title: 'a subject that no service account has',
  check: (policy) =>
    subjectsIn(policy)
      .filter(({ provider, statement }) => isOfClusters(provider, statement))
      .filter(({ value }) => !fitsSubject(value.text))
      .map(({ value, statement }) => ({
        span: value.span,
        statement,
        reason: `no token of a cluster has the subject \`${value.text}\``,
        fix: 'write it as `system:serviceaccount:NAMESPACE:NAME`, in small letters',
      })),
}

const fitsSubject = (subject: string): boolean =>
  subject.includes('${') ||
  subjectForm.test(subject) ||
  // The rest may be in the star.
  (subject.includes('*') && 'system:serviceaccount:'.startsWith(subject.slice(0, subject.indexOf('*'))))
