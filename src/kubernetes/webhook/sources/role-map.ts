/** The operator's map from ServiceAccounts to roles: the ConfigMap `pod-identity-webhook`, key `config`. */
import { isObject, textOf } from '../../api/index.ts'
import { literalLength, matchesGlob } from '../glob.ts'

/** What the map says of a ServiceAccount; what it leaves out is for the webhook's flags to say. */
export interface RoleEntry {
  /** The key in the map, as `team-a/app` or with `*` in it. */
  readonly key: string
  readonly roleArn: string
  readonly audience?: string
  readonly regionalSts?: boolean
  readonly tokenExpiration?: number
}

export interface RoleMap {
  readonly entries: ReadonlyMap<string, RoleEntry>
  /** Entries whose key holds a star, the most exact one first. */
  readonly patterns: readonly RoleEntry[]
}

export type ReadRoleMap =
  | { readonly ok: true; readonly map: RoleMap; readonly problems: readonly string[] }
  | { readonly ok: false; readonly problem: string }

export const emptyRoleMap: RoleMap = { entries: new Map(), patterns: [] }

/** One bad entry is told by its key and leaves the others as good as they are. */
export function readRoleMap(text: string): ReadRoleMap {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'it is not JSON' }
  }
  if (!isObject(document)) return { ok: false, problem: 'it is not a JSON object' }
  const entries = new Map<string, RoleEntry>()
  const problems: string[] = []
  for (const [key, value] of Object.entries(document)) {
    const read = readEntry(key, value)
    if (typeof read === 'string') problems.push(`entry \`${key}\`: ${read}`)
    else entries.set(key, read)
  }
  const patterns = [...entries.values()]
    .filter(({ key }) => key.includes('*'))
    .sort((a, b) => literalLength(b.key) - literalLength(a.key))
  return { ok: true, map: { entries, patterns }, problems }
}

function readEntry(key: string, value: unknown): RoleEntry | string {
  const names = key.split('/')
  if (names.length !== 2 || names.includes(''))
    return 'its name is not a namespace and a service account with one slash between them'
  if (!isObject(value)) return 'it is not an object'
  // Go reads names of members whatever their case.
  const members = new Map(
    Object.entries(value).map(([name, member]) => [name.toLowerCase(), member ?? undefined]),
  )
  const [roleArn, audience] = [members.get('rolearn'), members.get('audience')]
  const [regionalSts, expiration] = [members.get('useregionalsts'), members.get('tokenexpiration')]
  if (textOf(roleArn) === undefined || roleArn === '') return 'it has no RoleARN'
  if (audience !== undefined && typeof audience !== 'string') return 'its Audience is not a text'
  if (regionalSts !== undefined && typeof regionalSts !== 'boolean')
    return 'its UseRegionalSTS is neither true nor false'
  if (expiration !== undefined && !Number.isSafeInteger(expiration))
    return 'its TokenExpiration is not a whole number of seconds'
  return {
    key,
    roleArn: roleArn as string,
    ...(audience !== undefined && { audience }),
    ...(regionalSts !== undefined && { regionalSts }),
    ...(expiration !== undefined && expiration !== 0 && { tokenExpiration: expiration as number }),
  }
}

/** The entry of its own name, else that of the most exact pattern; upstream knows `*` in place of a namespace only. */
export function findRoleEntry(
  { entries, patterns }: RoleMap,
  namespace: string,
  name: string,
  upstreamCompatible = false,
): RoleEntry | undefined {
  const own = entries.get(`${namespace}/${name}`)
  if (own !== undefined) return own
  if (upstreamCompatible) return entries.get(`*/${name}`)
  return patterns.find(({ key }) => {
    const [space, account] = key.split('/')
    return matchesGlob(space!, namespace) && matchesGlob(account!, name)
  })
}
