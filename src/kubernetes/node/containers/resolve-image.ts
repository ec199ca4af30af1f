/** Which program of this machine a container's image stands for, or why it cannot be run. */
import { isAbsolute } from 'node:path'
import { findImage, unknownImage, type ImageProgram } from '../images/images.ts'
import { standInMessage } from '../images/stand-ins.ts'
import { findProgram } from '../launch/find-program.ts'
import type { ContainerRecord } from '../pods/records.ts'
import { tell, type PodContext } from './context.ts'
import { refusal, type Refused } from './refusal.ts'

export type ResolvedImage =
  | { readonly ok: true; readonly program: ImageProgram }
  | { readonly ok: false; readonly refusal: Refused }

export function resolveImage(
  images: PodContext['needs']['images'],
  image: string,
  policy: string,
  path: string,
): ResolvedImage {
  const program = findImage(images, image)
  const [first] = program?.entrypoint ?? []
  const isMissing = first !== undefined && !isAbsolute(first) && findProgram(first, path) === undefined
  if (program !== undefined && !isMissing) return { ok: true, program }
  if (policy === 'Never')
    return {
      ok: false,
      refusal: refusal(
        'ErrImageNeverPull',
        `Container image "${image}" is not present with pull policy of Never`,
      ),
    }
  const message =
    program === undefined
      ? unknownImage(image)
      : `image "${image}" stands for the program "${first}", which this machine does not have`
  return { ok: false, refusal: refusal('ErrImagePull', message) }
}

export function tellOfProgram(context: PodContext, record: ContainerRecord, program: ImageProgram): void {
  const { container } = record
  const [first] = program.entrypoint
  const what =
    first === undefined
      ? 'the programs of this machine'
      : `this machine's program "${program.entrypoint.join(' ')}"`
  record.imageId = `podpass://${first === undefined ? 'host' : `host/${first}`}`
  const message = program.standsIn
    ? standInMessage(container.image)
    : `Container image "${container.image}" is not pulled: it stands for ${what}`
  tell(context, container, { type: 'Normal', reason: 'Pulled', message })
}
