/** Links the rows of a model table into shapes: every name is replaced by what it names. */
import type { Element, Member, Shape, StructureShape } from './shape.ts'
import { kindOf } from './table.ts'
import type { ModelTable, Ref, ShapeRow, Traits, Use } from './table.ts'

export interface Linker {
  shape(ref: Ref): Shape
  structure(ref: Ref | undefined): StructureShape | undefined
}

/** Shapes are linked on first use and shared from then on; a shape may contain itself. */
export function createLinker(rows: ModelTable['shapes']): Linker {
  const linked = new Map<Ref, Shape>()
  const shape = (ref: Ref): Shape => linked.get(ref) ?? linkShape(ref)
  return { shape, structure: (ref) => (ref === undefined ? undefined : asStructure(shape(ref))) }

  function linkShape(ref: Ref): Shape {
    const row = rowOf(rows, ref)
    const fresh = { name: ref, kind: kindOf[row.t] } as Shape
    // Known before it is filled, so that a shape that contains itself finds it.
    linked.set(ref, fresh)
    return Object.assign(fresh, detailsOf(row, element))
  }

  function element(use: Use): Element & { readonly traits: Traits } {
    const [ref, traits] = typeof use === 'string' ? [use, {}] : use
    return { shape: shape(ref), locationName: traits.n, xmlNamespace: traits.ns, traits }
  }
}

type Link = (use: Use) => Element & { readonly traits: Traits }

function rowOf(rows: ModelTable['shapes'], ref: Ref): ShapeRow {
  const row = ref.startsWith('.') ? scalarRows[ref] : rows[ref]
  if (row === undefined) throw new Error(`the model has no shape \`${ref}\``)
  return row
}

const scalarRows: Readonly<Record<Ref, ShapeRow>> = Object.fromEntries(
  Object.entries(kindOf).map(([code, kind]) => [`.${kind}`, { t: code as ShapeRow['t'] }]),
)

function detailsOf(row: ShapeRow, link: Link): Partial<Shape> {
  const named = { sensitive: row.sens === 1, xmlNamespace: row.ns, locationName: row.n }
  switch (row.t) {
    case 'S':
      return { ...named, ...structureDetails(row, link) }
    case 'L':
      return { ...named, min: row.min, max: row.max, flattened: row.f === 1, member: link(row.of!) }
    case 'M':
      return {
        ...named,
        min: row.min,
        max: row.max,
        flattened: row.f === 1,
        key: link(row.k!),
        value: link(row.v!),
      }
    default:
      return {
        ...named,
        kind: kindOf[row.t],
        min: row.min,
        max: row.max,
        pattern: row.p,
        enum: row.en,
        timestampFormat: row.ts,
        streaming: row.st === 1,
      }
  }
}

function structureDetails(row: ShapeRow, link: Link): Omit<StructureShape, 'name' | 'kind'> {
  const required = new Set(row.r)
  return {
    members: Object.entries(row.m ?? {}).map(([name, use]) =>
      linkMember(name, link(use), required.has(name)),
    ),
    payload: row.pay,
    union: row.union === 1,
    eventStream: row.es === 1,
  }
}

function linkMember(name: string, { traits, ...element }: ReturnType<Link>, required: boolean): Member {
  return {
    ...element,
    name,
    required,
    location: traits.l,
    flattened: traits.f === 1,
    xmlAttribute: traits.at === 1,
    timestampFormat: traits.ts,
    streaming: traits.st === 1,
    idempotencyToken: traits.id === 1,
    jsonValue: traits.j === 1,
    hostLabel: traits.h === 1,
  }
}

function asStructure(shape: Shape): StructureShape {
  if (shape.kind !== 'structure') throw new Error(`shape \`${shape.name}\` is not a structure`)
  return shape
}
