/** Whether an add-on can be had as it is wished for. */
import { parse } from 'yaml'
import { invalidParameter } from '../errors.ts'
import { type AddonKind, defaultFor, findAddonKind, fits } from './catalogue.ts'
import { findProblems } from './settings.ts'

export interface AddonWish {
  readonly clusterName: string
  readonly addonName: string
  readonly addonVersion?: string
  readonly configurationValues?: string
  readonly podIdentityAssociations?: readonly PodIdentityWish[]
}

export interface PodIdentityWish {
  readonly serviceAccount: string
  readonly roleArn: string
}

/** Gives the version that is meant; `before` is the one that it has already. */
export function checkAddon(
  wish: AddonWish,
  kubernetes: string,
  before?: string,
): { readonly kind: AddonKind; readonly version: string } {
  const { addonName, clusterName } = wish
  const fields = { addonName, clusterName }
  const kind = findAddonKind(addonName)
  if (kind === undefined) throw invalidParameter('Addon specified is not supported', fields)
  const wished = wish.addonVersion ?? before ?? defaultFor(kind, kubernetes)?.version
  const version = kind.versions.find((each) => each.version === wished)
  const stays = wished !== undefined && wished === before
  if (wished === undefined || (!stays && (version === undefined || !fits(version, kubernetes))))
    throw invalidParameter('Addon version specified is not supported', fields)
  checkValues(wish, kind)
  checkIdentities(wish, kind)
  return { kind, version: wished }
}

const longestValues = 65_536

function checkValues(
  { configurationValues: text, addonName, clusterName }: AddonWish,
  kind: AddonKind,
): void {
  if (text === undefined || text.trim() === '') return
  const refuse = (why: string): never => {
    throw invalidParameter(`ConfigurationValue provided in request is not supported: ${why}`, {
      addonName,
      clusterName,
    })
  }
  if (text.length > longestValues) refuse(`it is longer than ${longestValues} characters`)
  const values = parseValues(text)
  if (typeof values !== 'object' || values === null || Array.isArray(values))
    return refuse('Json schema validation failed with error: [$: is not an object]')
  const problems = findProblems(values, kind.settings)
  if (problems.length > 0) refuse(`Json schema validation failed with error: [${problems.join(', ')}]`)
}

/** Of JSON and YAML, the former of which is YAML too; undefined for what is neither. */
function parseValues(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0, logLevel: 'silent' })
  } catch {
    return undefined
  }
}

function checkIdentities(wish: AddonWish, kind: AddonKind): void {
  const { addonName, clusterName, podIdentityAssociations = [] } = wish
  const fields = { addonName, clusterName }
  const odd = podIdentityAssociations.find(
    ({ serviceAccount }) => serviceAccount !== kind.identity?.serviceAccount,
  )
  if (odd !== undefined)
    throw invalidParameter(
      `Service account ${odd.serviceAccount} in pod identity configuration is not supported for addon ${addonName}`,
      fields,
    )
  const names = new Set(podIdentityAssociations.map(({ serviceAccount }) => serviceAccount))
  if (names.size < podIdentityAssociations.length)
    throw invalidParameter('A service account can have one pod identity association only.', fields)
}
