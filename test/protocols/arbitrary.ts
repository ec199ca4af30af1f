/** Generates values of a model's shapes for property tests. */
import * as fc from 'fast-check'
import type { Member, ScalarShape, Shape, StructureShape } from '../../src/aws/protocol/model/shape.ts'

const characterOf = (text: string): fc.Arbitrary<string> => fc.constantFrom(...Array.from(text))

/** Characters that some layer of a protocol has to escape among ones that none does. */
const anyText = fc
  .array(characterOf('abcXYZ019-_.~+&=%/?#:;,@!*()[]<>"\'\\ éß漢😀'), { minLength: 1, maxLength: 12 })
  .map((characters) => characters.join('').trim() || 'x')

/** What a header carries unchanged; quotes and commas are for lists of strings only. */
const headerText = fc
  .array(characterOf('abcXYZ019-_.~+&=%/?#:;@!*'), { minLength: 1, maxLength: 12 })
  .map((characters) => characters.join(''))

const labelText = fc
  .array(characterOf('abcXYZ019-_.~+&=%:;,@ é漢'), { minLength: 1, maxLength: 12 })
  .map((characters) => characters.join('').trim().replace(/^\.+$/, 'x') || 'x')

export function arbitraryStructure(shape: StructureShape, depth = 0): fc.Arbitrary<Record<string, unknown>> {
  const members = shape.members.filter((member) => depth < 4 || member.required || isScalar(member.shape))
  const chosen = shape.union ? members.slice(0, 1) : members
  const entries = Object.fromEntries(
    chosen.map((member) => [member.name, arbitraryMember(member, depth)] as const),
  )
  const requiredKeys = chosen
    .filter(({ required, idempotencyToken, location }) => required || idempotencyToken || location === 'uri')
    .map(({ name }) => name)
  // A structure with nothing in it is more than some of the protocols can say.
  if (requiredKeys.length === 0 && depth > 0 && chosen[0] !== undefined) requiredKeys.push(chosen[0].name)
  return fc.record(entries, { requiredKeys })
}

function arbitraryMember({ location, shape }: Member, depth: number): fc.Arbitrary<unknown> {
  if (location === 'statusCode') return fc.constantFrom(200, 201, 206)
  if (location === 'uri') return arbitraryShape(shape, depth, labelText)
  if (location === 'header' || location === 'headers') return arbitraryShape(shape, depth, headerText)
  return arbitraryShape(shape, depth, anyText)
}

export function arbitraryShape(
  shape: Shape,
  depth = 0,
  text: fc.Arbitrary<string> = anyText,
): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'structure':
      return arbitraryStructure(shape, depth + 1)
    case 'list':
      return fc.array(arbitraryShape(shape.member.shape, depth + 1, text), { minLength: 1, maxLength: 3 })
    case 'map':
      return fc.dictionary(
        fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/),
        arbitraryShape(shape.value.shape, depth + 1, text),
        { minKeys: 1, maxKeys: 3, noNullPrototype: true },
      )
    default:
      return arbitraryScalar(shape, text)
  }
}

function arbitraryScalar(shape: ScalarShape, text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'string':
      return shape.enum === undefined ? text : fc.constantFrom(...shape.enum)
    case 'integer':
      return fc.integer()
    case 'long':
      return fc.maxSafeInteger()
    case 'float':
    case 'double':
      return fc.integer({ min: -1000, max: 1000 }).map((value) => value / 8)
    case 'boolean':
      return fc.boolean()
    case 'blob':
      return fc.uint8Array({ minLength: 1, maxLength: 40 })
    case 'timestamp':
      // Whole seconds: the form of headers has no fractions.
      return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => new Date(seconds * 1000))
    default:
      return fc.jsonValue({ maxDepth: 2 }).filter((value) => value !== null)
  }
}

const isScalar = ({ kind }: Shape): boolean => kind !== 'structure' && kind !== 'list' && kind !== 'map'
