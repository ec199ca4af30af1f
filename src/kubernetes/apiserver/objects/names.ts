/** Names of objects: RFC 1123 labels and subdomains, in the words of kube-apiserver. */

const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const subdomain = `${label}(\\.${label})*`

/** What is wrong with the text as a label, empty when nothing is. */
export function findLabelProblems(text: string): readonly string[] {
  const problems = text.length > 63 ? ['must be no more than 63 bytes'] : []
  if (matches(label, text)) return problems
  return [
    ...problems,
    matches(subdomain, text)
      ? 'must not contain dots'
      : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and " +
        `end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  ]
}

/** What is wrong with the text as a subdomain, empty when nothing is. */
export function findSubdomainProblems(text: string): readonly string[] {
  const problems = text.length > 253 ? ['must be no more than 253 characters'] : []
  if (matches(subdomain, text)) return problems
  return [
    ...problems,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
      `end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
  ]
}

const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'

/** What is wrong with the text as the key of a label or an annotation. */
export function findKeyProblems(text: string, noun = 'qualified name'): readonly string[] {
  const parts = text.split('/')
  if (parts.length > 2)
    return [
      `a ${noun} must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  const name = parts.at(-1)!
  const problems: string[] = []
  if (parts.length === 2) {
    if (parts[0] === '') problems.push('prefix part must be non-empty')
    else problems.push(...findSubdomainProblems(parts[0]!).map((problem) => `prefix part ${problem}`))
  }
  if (name === '') problems.push('name part must be non-empty')
  else if (name.length > 63) problems.push('name part must be no more than 63 bytes')
  if (!matches(qualified, name))
    problems.push(
      `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`,
    )
  return problems
}

/** What is wrong with the text as the value of a label. */
export function findLabelValueProblems(text: string): readonly string[] {
  const shape = `(${qualified})?`
  const problems = text.length > 63 ? ['must be no more than 63 bytes'] : []
  if (matches(shape, text)) return problems
  return [
    ...problems,
    `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${shape}')`,
  ]
}

const matches = (pattern: string, text: string): boolean => new RegExp(`^${pattern}$`).test(text)

/** Letters without vowels and without what reads like one, so that no suffix spells a word. */
const suffixLetters = 'bcdfghjklmnpqrstvwxz2456789'

/** A name from a generateName: five letters more, cut so that it stays a label. */
export const generateName = (base: string, random: (length: number) => Uint8Array): string =>
  base.slice(0, 58) + newSuffix(random)

export const newSuffix = (random: (length: number) => Uint8Array): string =>
  Array.from(random(5), (byte) => suffixLetters[byte % suffixLetters.length]).join('')

/** A random UUID, RFC 9562 section 5.4. */
export function newUid(random: (length: number) => Uint8Array): string {
  const bytes = Buffer.from(random(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
