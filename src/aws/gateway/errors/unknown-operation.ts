/** No operation answers to what the call asked for; the query protocol says so in a namespace of its own. */
import { AwsError } from '../../protocol/index.ts'

export class UnknownOperation extends AwsError {}
