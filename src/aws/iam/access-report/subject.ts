/** What a report of last access is about, by the ARN of a user, role, group or managed policy. */
import { parsePolicy, type PolicyDocument } from '../../../policy/index.ts'
import type { Reader } from '../../../store/index.ts'
import { readIamArn } from '../arns.ts'
import { membersOf } from '../members.ts'
import type { AttachmentRecord, Holder, HolderKind } from '../model.ts'
import { defaultVersionOf, requirePolicyByArn } from '../policies.ts'
import { policiesHeld, requirePolicyHolder } from '../simulation/sources.ts'
import { findHolderById, listAttachments } from '../store.ts'
import type { ReportSubject } from './report.ts'

interface User {
  readonly kind: HolderKind
  readonly holder: Holder
}

export function requireSubject(from: Reader, account: string, arn: string): ReportSubject {
  if (readIamArn(arn)?.kind === 'policy') return policySubject(from, account, arn)
  const who = requirePolicyHolder(from, account, arn)
  return {
    documents: policiesHeld(from, who).flatMap(({ text }) => documentOf(text)),
    users: usersOf(from, who),
  }
}

function policySubject(from: Reader, account: string, arn: string): ReportSubject {
  const policy = requirePolicyByArn(from, account, arn)
  const holders = listAttachments(from, account, arn)
    .filter(({ usage }) => usage === 'PermissionsPolicy')
    .flatMap((attachment) => usersOfAttachment(from, attachment))
  // Somebody may have it by itself and by a group.
  const byId = new Map(holders.map((user) => [user.holder.id, user]))
  return { documents: documentOf(defaultVersionOf(policy).document()), users: [...byId.values()] }
}

function usersOfAttachment(from: Reader, { kind, holderId }: AttachmentRecord): readonly User[] {
  const holder: Holder | undefined = findHolderById(from, kind, holderId)
  return holder === undefined ? [] : usersOf(from, { kind, holder })
}

/** Groups act by their members alone. */
const usersOf = (from: Reader, who: User): readonly User[] =>
  who.kind === 'group'
    ? membersOf(from, who.holder).map((holder) => ({ kind: 'user' as const, holder }))
    : [who]

function documentOf(text: string): readonly PolicyDocument[] {
  const parsed = parsePolicy(text, 'identity')
  return parsed.ok ? [parsed.document] : []
}
