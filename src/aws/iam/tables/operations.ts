/** Operations by the model's names: what each table of this folder gives for one kind of resource. */
import type { Operation } from '../../protocol/index.ts'

export type Operations = Readonly<Record<string, Operation>>
