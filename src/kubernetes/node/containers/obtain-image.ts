/** Sees to it that the runtime has a container's image, as its pull policy has it. */
import type { Container } from '../pods/read-pod.ts'
import type { ContainerRuntime, RuntimeImage } from '../runtime/runtime.ts'
import { tell, type PodContext } from './context.ts'
import { refusal, type Refused } from './refusal.ts'

export type ObtainedImage = { readonly ok: true; readonly value: RuntimeImage } | Refused

export async function obtainImage(
  context: Pick<PodContext, 'events' | 'pod'>,
  container: Container,
  runtime: ContainerRuntime,
): Promise<ObtainedImage> {
  const { image, pullPolicy } = container
  const inform = (reason: string, message: string): void =>
    tell(context, container, { type: 'Normal', reason, message })
  // Anything else could be an option to the runtime.
  if (!/^[A-Za-z0-9][\w./:@-]*$/.test(image))
    return refusal(
      'InvalidImageName',
      `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`,
    )
  const found = pullPolicy === 'Always' ? undefined : await runtime.findImage(image)
  if (found !== undefined) {
    inform('Pulled', `Container image "${image}" already present on machine`)
    return { ok: true, value: found }
  }
  if (pullPolicy === 'Never')
    return refusal('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`)
  inform('Pulling', `Pulling image "${image}"`)
  const pulled = await runtime.pull(image)
  if (!pulled.ok) return refusal('ErrImagePull', pulled.problem)
  const there = await runtime.findImage(image)
  if (there === undefined)
    return refusal('ErrImagePull', `${runtime.kind} has no image "${image}" after its pull`)
  inform('Pulled', `Successfully pulled image "${image}"`)
  return { ok: true, value: there }
}
