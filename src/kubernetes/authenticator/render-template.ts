/** Fills the templates of usernames and groups with what is known of the principal. */
import type { CallerIdentity, Mapped } from './needs.ts'

export type Rendered = ({ readonly ok: true } & Mapped) | { readonly ok: false; readonly problem: string }

type FindPrivateDnsName = ((instanceId: string) => Promise<string>) | undefined

export async function renderTemplates(
  { username, groups }: Mapped,
  who: CallerIdentity,
  findPrivateDnsName: FindPrivateDnsName,
): Promise<Rendered> {
  try {
    const needsName = [username, ...groups].some((text) => text.includes('{{EC2PrivateDNSName}}'))
    const values = valuesOf(who, needsName ? await privateDnsName(who, findPrivateDnsName) : '')
    const fill = (text: string): string =>
      text.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values.get(name) ?? whole)
    return { ok: true, username: fill(username), groups: groups.map(fill) }
  } catch (error) {
    return { ok: false, problem: `error rendering template: ${(error as Error).message}` }
  }
}

/** All at once, so that what one value holds is never read as another template. */
const valuesOf = (who: CallerIdentity, dnsName: string): ReadonlyMap<string, string> =>
  new Map([
    ['EC2PrivateDNSName', dnsName],
    ['AccountID', who.accountId],
    ['SessionName', who.sessionName.replaceAll('@', '-')],
    ['SessionNameRaw', who.sessionName],
    ['AccessKeyID', who.accessKeyId],
  ])

async function privateDnsName({ sessionName }: CallerIdentity, find: FindPrivateDnsName): Promise<string> {
  if (!/^i-(\w{8}|\w{17})$/.test(sessionName)) throw new Error('SessionName did not contain an instance id')
  if (find === undefined) throw new Error('{{EC2PrivateDNSName}} needs EC2, which is not asked here')
  return find(sessionName)
}
