/** Keeps what is recorded of a call small and free of secrets, whatever the call carried. */

const longestText = 8192
const mostItems = 200
const deepest = 12

/** Names of secrets that the models do not always mark as such. */
const secrets: ReadonlySet<string> = new Set([
  'secretaccesskey',
  'sessiontoken',
  'token',
  'webidentitytoken',
  'samlassertion',
  'tokencode',
  'encodedmessage',
  'decodedmessage',
  'password',
  'oldpassword',
  'newpassword',
  'privatekey',
  'base32stringseed',
  'ssecustomerkey',
  'copysourcessecustomerkey',
])

export function fitToRecord(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return value.length > longestText ? `${value.slice(0, longestText)}...` : value
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === deepest) return '...'
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => fitToRecord(item, depth + 1))
  const kept: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value).slice(0, mostItems)) {
    if (!secrets.has(name.toLowerCase())) kept[name] = fitToRecord(item, depth + 1)
  }
  return kept
}
