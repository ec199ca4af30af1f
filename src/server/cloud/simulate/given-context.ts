/** Which condition keys a question may bring of its own. */
import type { ContextKeys } from '../../../policy/index.ts'

/** These follow from the principal and the resource. */
const settled =
  /^(?:aws:(?:principal(?:arn|account|type|orgid|orgpaths|isawsservice|servicename|servicenameslist)|resource(?:account|orgid|orgpaths)|userid|username)|s3:resourceaccount)$/

/** What callers themselves bring: the rest would tell by trials what another account's policies ask for. */
const ofCallers =
  /^(?:aws:(?:principaltag\/.*|requesttag\/.*|tagkeys|multifactorauth(?:present|age)|sourceidentity|useragent|referer|requestedregion|securetransport)|sts:(?:externalid|rolesessionname|sourceidentity|transitivetagkeys)|s3:(?!existingobjecttag\/).*)$/

/** What is wrong with the keys, in words; undefined where nothing is. */
export function problemOfContext(given: ContextKeys, foreignOwner: string | undefined): string | undefined {
  for (const name of given.keys()) {
    if (!/^[^\s:]+:\S.*$/.test(name)) return `\`${name}\` is no condition key`
    if (settled.test(name))
      return `\`${name}\` follows from the principal and the resource and cannot be given`
    if (foreignOwner !== undefined && !ofCallers.test(name))
      return `what the policies of account ${foreignOwner} make of \`${name}\` is asked by its own callers`
  }
  return undefined
}
