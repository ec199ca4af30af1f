/** Finds the policies that stand in a text: the text itself, what the AWS CLI prints around one, or any JSON that holds some. */
import { readJson, type Json, type PolicyKind } from '../policy/index.ts'

export interface FoundDocument {
  readonly tree: Json
  /** What kind of policy it seems to be. */
  readonly kind: PolicyKind
  /** The text that the tree's places count in. */
  readonly text: string
  /** Where the document stands as text within a string, such as a bucket policy as the AWS CLI prints it. */
  readonly within?: Json
}

/** No file that people write holds more. */
const mostDocuments = 1000

export function findDocuments(text: string, tree: Json): readonly FoundDocument[] {
  const found: FoundDocument[] = []
  const visit = (node: Json, name: string): void => {
    if (found.length >= mostDocuments) return
    if (node.kind === 'array') for (const item of node.items) visit(item, name)
    if (node.kind === 'string') visitText(node, name)
    if (node.kind !== 'object') return
    if (hasStatement(node)) found.push({ tree: node, kind: guessKind(node, name), text })
    else for (const member of node.members) visit(member.value, member.name)
  }
  const visitText = (node: Json & { readonly kind: 'string' }, name: string): void => {
    if (!node.text.includes('"Statement"')) return
    const inner = readJson(node.text)
    if (inner.ok && hasStatement(inner.value))
      found.push({ tree: inner.value, kind: guessKind(inner.value, name), text: node.text, within: node })
  }
  visit(tree, '')
  return found
}

const hasStatement = (node: Json): boolean =>
  node.kind === 'object' && node.members.some(({ name }) => name === 'Statement')

/** By its principals, its actions, and the name under which it stands. */
function guessKind(node: Json, name: string): PolicyKind {
  const statements = valuesNamed(node, ['Statement'])
  const hasPrincipal = statements.some((each) => valuesNamed(each, ['Principal', 'NotPrincipal']).length > 0)
  if (/^assumeRolePolicy/i.test(name) || name.startsWith('assume_role_policy')) return 'trust'
  if (!hasPrincipal) return 'identity'
  const actions = statements.flatMap((each) => valuesNamed(each, ['Action', 'NotAction']))
  const resources = statements.flatMap((each) => valuesNamed(each, ['Resource', 'NotResource']))
  const isSts = actions.every((each) => 'text' in each && /^sts:/i.test(each.text))
  return resources.length === 0 && isSts ? 'trust' : 'resource'
}

const valuesNamed = (node: Json, names: readonly string[]): readonly Json[] =>
  node.kind === 'object'
    ? node.members
        .filter(({ name }) => names.includes(name))
        .flatMap(({ value }) => (value.kind === 'array' ? value.items : [value]))
    : []
