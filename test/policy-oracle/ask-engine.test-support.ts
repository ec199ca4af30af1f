/** Puts the oracle's questions to the engine: documents are parsed and compiled as they are in service. */
import { compilePolicy, contextOf, decide, parsePolicy } from '../../src/policy/index.ts'
import type { CompiledPolicy, PolicyKind } from '../../src/policy/index.ts'
import type { Answer, DocumentJson, Question } from './question.ts'

export function askEngine(question: Question): Answer {
  const { caller, action, resource, resourceAccount, context, canonicalUserId } = question
  const all = (documents: readonly DocumentJson[], kind: PolicyKind) =>
    documents.map((document) => compiled(document, kind))
  const { resourcePolicy } = question
  return decide({
    principal: caller,
    action,
    resource,
    resourceAccount,
    context: contextOf(context),
    canonicalUserId,
    policies: {
      identity: all(question.identity, 'identity'),
      boundary: question.boundary && all(question.boundary, 'identity'),
      session: question.session && all(question.session, 'session'),
      // What Organizations asks of the form of its policies is not asked here: evaluation alone is.
      serviceControl: question.serviceControl?.map((level) => all(level, 'identity')),
      resourceControl: question.resourceControl?.map((level) => all(level, 'identity')),
      resource: resourcePolicy && compiled(resourcePolicy, question.isTrust ? 'trust' : 'resource'),
      resourceRequired: question.resourceRequired,
    },
  }).effect
}

function compiled(document: DocumentJson, kind: PolicyKind): CompiledPolicy {
  const parsed = parsePolicy(JSON.stringify(document), kind)
  if (!parsed.ok) throw new Error(`${JSON.stringify(document)}: ${JSON.stringify(parsed.problems)}`)
  return compilePolicy(parsed.document, { name: kind })
}
