/** Acting as somebody else (`kubectl --as`): each part of the other must be allowed to be taken on. */
import type { HttpRequest } from '../../../kit/index.ts'
import { headerOf } from '../../../kit/index.ts'
import { badRequest, forbidden } from '../api-error.ts'
import type { ApiServerNeeds } from '../needs.ts'
import type { User } from '../user.ts'
import { isAllowed } from './authorize.ts'

const extraPrefix = 'impersonate-extra-'

/** The user that the request is to be served for. */
export function impersonate(needs: ApiServerNeeds, user: User, request: HttpRequest): User {
  const wanted = readHeaders(request)
  if (wanted === undefined) return user
  const check = (plural: string, name: string, namespace = '', subresource = ''): void => {
    const group = plural === 'userextras' || plural === 'uids' ? 'authentication.k8s.io' : ''
    const asked = { verb: 'impersonate', group, plural, subresource, namespace, name }
    if (isAllowed(needs, user, asked).allowed) return
    const where = namespace === '' ? 'at the cluster scope' : `in the namespace "${namespace}"`
    throw forbidden(
      group === '' ? plural : `${plural}.${group}`,
      name,
      `User "${user.username}" cannot impersonate resource "${plural}${subresource === '' ? '' : `/${subresource}`}" in API group "${group}" ${where}`,
    )
  }
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(wanted.username)
  if (account === null) check('users', wanted.username)
  else check('serviceaccounts', account[2]!, account[1])
  for (const group of wanted.groups) check('groups', group)
  if (wanted.uid !== undefined) check('uids', wanted.uid)
  for (const [name, values] of Object.entries(wanted.extra ?? {}))
    for (const value of values) check('userextras', value, '', name)
  return { ...wanted, groups: completeGroups(wanted, account?.[1]) }
}

/** Who is named is somebody, and an account is one of its namespace's. */
function completeGroups({ username, groups }: User, namespace: string | undefined): readonly string[] {
  const [known, unknown] = ['system:authenticated', 'system:unauthenticated'] as const
  if (username === 'system:anonymous') return groups.includes(unknown) ? groups : [...groups, unknown]
  const own =
    groups.length === 0 && namespace !== undefined
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : groups
  return own.includes(known) || own.includes(unknown) ? own : [...own, known]
}

function readHeaders(request: HttpRequest): User | undefined {
  const username = headerOf(request, 'impersonate-user') ?? ''
  const groups = request.headers['impersonate-group'] ?? []
  const uid = headerOf(request, 'impersonate-uid') || undefined
  const extra = Object.entries(request.headers)
    .filter(([name]) => name.startsWith(extraPrefix))
    .map(([name, values]) => [decodeName(name.slice(extraPrefix.length)), values ?? []] as const)
  if (username === '') {
    if (groups.length === 0 && uid === undefined && extra.length === 0) return undefined
    throw badRequest(`requested [${describe(groups, extra, uid)}] without impersonating a user`)
  }
  return {
    username,
    groups,
    ...(uid !== undefined && { uid }),
    ...(extra.length > 0 && { extra: Object.fromEntries(extra) }),
  }
}

/** As Go prints references to objects. */
function describe(
  groups: readonly string[],
  extra: readonly (readonly [string, readonly string[]])[],
  uid: string | undefined,
): string {
  const version = 'authentication.k8s.io/v1'
  return [
    ...groups.map((group) => `{Group  ${group}    }`),
    ...extra.flatMap(([name, values]) => values.map((value) => `{UserExtra  ${value}  ${version}  ${name}}`)),
    ...(uid === undefined ? [] : [`{UID  ${uid}  ${version}  }`]),
  ].join(' ')
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
