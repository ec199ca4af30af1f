/** What is special about a kind: what is filled in, what only the server says, what is checked, what may change. */
import type { Random } from '../../../kit/index.ts'
import type { Reader } from '../../../store/index.ts'
import type { JsonObject } from '../../api/index.ts'
import type { FieldProblem } from '../api-error.ts'
import type { KubernetesObject } from '../objects/objects.ts'

export interface Strategy {
  /** What is wrong with a name; names are subdomains where nothing is said. */
  readonly findNameProblems?: (name: string) => readonly string[]
  /** Defaults, of what arrives in whatever way. */
  readonly fill?: (object: JsonObject) => JsonObject
  /** What the server alone says of a new object. */
  readonly begin?: (object: KubernetesObject, making: Making) => KubernetesObject
  /** What the server says of a changed one. */
  readonly change?: (object: KubernetesObject, before: KubernetesObject) => KubernetesObject
  readonly validate?: (object: KubernetesObject) => readonly FieldProblem[]
  readonly validateChange?: (object: KubernetesObject, before: KubernetesObject) => readonly FieldProblem[]
  /** Whether what may not change is told after what is wrong anyway; before it where nothing is said. */
  readonly tellsChangesLast?: true
  /** Fields beside name and namespace by which lists are selected. */
  readonly selectable?: readonly string[]
  /** Whether changes of what is wished for are counted in metadata.generation. */
  readonly countsGenerations?: true
  /** Whether a status that comes with a new object is kept. */
  readonly keepsFirstStatus?: true
  /** Whether DELETE answers with the object; otherwise with a Status. */
  readonly returnsDeleted?: true
  /** Whether PUT may leave the resourceVersion out; it may where nothing is said. */
  readonly unconditional?: false
  /** Whether PUT makes what is not there. */
  readonly createsOnUpdate?: true
}

export interface Making {
  readonly cluster: string
  readonly random: Random
  /** What there is at this moment. */
  readonly reader: Reader
}
