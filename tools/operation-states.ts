/** Which operations of AWS's models are served, asked of the running program. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModel } from '../src/aws/protocol/index.ts'
import { startServer } from '../src/server/index.ts'

export interface OperationStates {
  readonly service: string
  readonly served: readonly string[]
  readonly others: readonly string[]
}

/** Of AWS's own services, in the order in which the program names them. */
export async function operationStates(): Promise<readonly OperationStates[]> {
  const handlers = await servedOperations()
  return [...handlers.keys()]
    .filter((service) => service !== 'podpass')
    .map((service) => statesOf(service, handlers.get(service) ?? []))
}

function statesOf(service: string, handlers: readonly string[]): OperationStates {
  const model = loadModel(service)
  const all = namesIn(service)
  const served = all.filter((each) => handlers.includes(each) && model.operation(each)?.eventStream !== true)
  return { service, served, others: all.filter((each) => !served.includes(each)) }
}

async function servedOperations(): Promise<ReadonlyMap<string, readonly string[]>> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'podpass-operations-'))
  try {
    const server = await startServer({
      dataDirectory,
      region: 'us-east-1',
      allowPrivateIssuers: false,
      listen: { host: '127.0.0.1', port: 0 },
    })
    await server.stop()
    return server.operations
  } finally {
    rmSync(dataDirectory, { recursive: true })
  }
}

function namesIn(model: string): readonly string[] {
  const file = JSON.parse(readFileSync(`src/aws/protocol/models/${model}.json`, 'utf8')) as {
    readonly operations: Readonly<Record<string, unknown>>
  }
  return Object.keys(file.operations)
}
