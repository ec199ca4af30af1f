/** Namespaces: named like labels in DNS, labelled with their own name. */
import { newNamespace } from '../objects/new-objects.ts'
import { findLabelProblems } from '../objects/names.ts'
import type { Strategy } from './strategy.ts'

export const namespaceStrategy: Strategy = {
  findNameProblems: (name) =>
    // The same bound in other words, as it was worded anew for namespaces.
    findLabelProblems(name).map((problem) => problem.replace(/63 bytes$/, '63 characters')),
  begin: (object) => newNamespace(object),
  change: (object, before) => ({ ...newNamespace(object), spec: before['spec'], status: before['status'] }),
  selectable: ['status.phase'],
  returnsDeleted: true,
}
