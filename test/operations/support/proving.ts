/** What is proven at the time: a file, its operation's model and the scene that it is played in. */
import type { OperationModel } from '../../../src/aws/protocol/index.ts'
import type { Answer } from './boto3.ts'
import type { Scene } from './play.ts'
import type { Proof } from './proof.ts'

export interface Proving {
  readonly service: string
  readonly name: string
  readonly proof: Proof
  readonly scene: Scene
  readonly model: OperationModel
}

export const describe = (answer: Answer): string =>
  'error' in answer
    ? `${answer.status} ${answer.error}: ${answer.message}`
    : `answered ${JSON.stringify(answer.output).slice(0, 500)}`
