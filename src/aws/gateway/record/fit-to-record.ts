/** Keeps what is recorded of a call small and free of secrets, whatever the call carried. */

const longestText = 8192
const mostItems = 200
const deepest = 12

/** Names of secrets that the models do not always mark as such. */
const secrets =
  /^(secretaccesskey|sessiontoken|token|webidentitytoken|samlassertion|tokencode|encodedmessage|decodedmessage|password|oldpassword|newpassword|privatekey|base32stringseed|ssecustomerkey|copysourcessecustomerkey)$/i

/** What fits is given back as it is: almost everything does, and a copy would be made for each call. */
export const fitToRecord = (value: unknown): unknown => (fits(value, 0) ? value : cut(value, 0))

function fits(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.length <= longestText
  if (typeof value !== 'object' || value === null || value instanceof Date) return true
  if (depth === deepest) return false
  if (Array.isArray(value)) return value.length <= mostItems && value.every((item) => fits(item, depth + 1))
  const names = Object.keys(value)
  if (names.length > mostItems) return false
  for (const name of names)
    if (isSecret(name) || !fits((value as Readonly<Record<string, unknown>>)[name], depth + 1)) return false
  return true
}

function cut(value: unknown, depth: number): unknown {
  if (typeof value === 'string')
    return value.length > longestText ? `${value.slice(0, longestText)}...` : value
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (depth === deepest) return '...'
  if (Array.isArray(value)) return value.slice(0, mostItems).map((item) => cut(item, depth + 1))
  const kept: Record<string, unknown> = {}
  for (const [name, item] of Object.entries(value).slice(0, mostItems))
    if (!isSecret(name)) kept[name] = cut(item, depth + 1)
  return kept
}

const isSecret = (name: string): boolean => secrets.test(name)
