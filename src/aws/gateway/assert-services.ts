/** Refuses to start with an operation that says neither what permission it asks nor why it asks none. */
import type { ServiceDefinition } from '../protocol/index.ts'

export function assertServices(services: readonly ServiceDefinition[]): void {
  const open = services.flatMap((service) =>
    Object.entries(service.operations)
      .filter(([, { authorize }]) => typeof authorize !== 'function' && !authorize?.exempt)
      .map(([name]) => `${service.model}:${name}`),
  )
  if (open.length > 0) throw new Error(`no authorization is declared for ${open.join(', ')}`)
  const names = services.map((service) => service.model)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) throw new Error(`the service \`${twice}\` is served twice`)
}
