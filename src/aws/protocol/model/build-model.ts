/** Makes a service model of its table; operations are built when they are first asked for. */
import { createLinker } from './link.ts'
import type { Linker } from './link.ts'
import type { ErrorModel, OperationModel, ServiceModel } from './service-model.ts'
import type { Shape, StructureShape } from './shape.ts'
import type { ModelTable, OperationRow } from './table.ts'

export function buildModel(name: string, table: ModelTable): ServiceModel {
  const linker = createLinker(table.shapes)
  const operations = new Map<string, OperationModel>()
  const errors = lazily(() => errorsByCode(table))
  const model: ServiceModel = {
    name,
    metadata: table.metadata,
    operationNames: Object.keys(table.operations),
    operation(operationName) {
      const known = operations.get(operationName)
      if (known !== undefined || !Object.hasOwn(table.operations, operationName)) return known
      const built = buildOperation(model, operationName, table.operations[operationName]!, linker)
      operations.set(operationName, built)
      return built
    },
    error: (code) => errors().get(code),
    paginator: (operationName) =>
      table.paginators !== undefined && Object.hasOwn(table.paginators, operationName)
        ? table.paginators[operationName]
        : undefined,
  }
  return model
}

function buildOperation(
  service: ServiceModel,
  name: string,
  row: OperationRow,
  linker: Linker,
): OperationModel {
  const [input, output] = [linker.structure(row.i), linker.structure(row.o)]
  return {
    service,
    name,
    method: row.m ?? 'POST',
    requestUri: row.u ?? '/',
    responseCode: row.s,
    input,
    output,
    inputElement: row.iw,
    resultWrapper: output && (row.ow ?? `${name}Result`),
    errors: row.e ?? [],
    authtype: row.auth,
    unsignedPayload: row.unsigned,
    hostPrefix: row.host,
    httpChecksum: row.checksum,
    requestCompression: row.compress,
    deprecated: row.deprecated,
    streamingInput: hasStream(input),
    streamingOutput: hasStream(output),
    eventStream: hasEventStream(input) || hasEventStream(output),
  }
}

/** A blob that is the body by itself streams where S3's descriptions say so, by the member or by its shape. */
function hasStream(structure: StructureShape | undefined): boolean {
  const member = structure?.members.find(({ name }) => name === structure.payload)
  return member?.shape.kind === 'blob' && (member.streaming === true || member.shape.streaming === true)
}

const hasEventStream = (structure: StructureShape | undefined): boolean =>
  structure?.members.some(({ shape }) => isEventStream(shape)) ?? false

const isEventStream = (shape: Shape): boolean => shape.kind === 'structure' && shape.eventStream === true

function errorsByCode(table: ModelTable): ReadonlyMap<string, ErrorModel> {
  const errors = new Map<string, ErrorModel>()
  for (const [shape, row] of Object.entries(table.shapes)) {
    if (row.x === undefined) continue
    const code = row.x.code ?? shape
    const members = Object.keys(row.m ?? {})
    errors.set(code, { code, shape, status: row.x.status, senderFault: row.x.sender === 1, members })
  }
  return errors
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
