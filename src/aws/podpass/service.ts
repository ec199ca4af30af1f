/** What only Podpass has, as an AWS service of its own: signed and authorized by `podpass:*` actions like any other. */
import type { ServiceDefinition } from '../protocol/index.ts'
import { type ControlPolicies, createControlPolicyReader } from './account-policies.ts'
import { createDecisions, type Decisions } from './decisions.ts'
import type { PodpassNeeds } from './needs.ts'
import { createAccount } from './operations/create-account.ts'
import { createRootAccessKey } from './operations/create-root-access-key.ts'
import { deleteIssuerMirror } from './operations/delete-issuer-mirror.ts'
import { deliverInstanceCredentials } from './operations/deliver-instance-credentials.ts'
import { getAccountPolicies } from './operations/get-account-policies.ts'
import { getDecision } from './operations/get-decision.ts'
import { getStatus } from './operations/get-status.ts'
import { listDecisions } from './operations/list-decisions.ts'
import { listIssuerMirrors } from './operations/list-issuer-mirrors.ts'
import { listIssuers } from './operations/list-issuers.ts'
import { putAccountPolicies } from './operations/put-account-policies.ts'
import { putIssuerMirror } from './operations/put-issuer-mirror.ts'
import { redecideCall } from './operations/redecide-call.ts'
import { rotateIssuerKey } from './operations/rotate-issuer-key.ts'
import { simulateCall } from './operations/simulate-call.ts'

export interface Podpass {
  readonly service: ServiceDefinition
  /** Where the gateway puts its decision records. */
  readonly record: Decisions['add']
  /** The service and resource control policies of an account, compiled once per revision. */
  readonly controlPoliciesOf: (account: string) => ControlPolicies
}

const heldInMemory = 2000

export function createPodpass(needs: PodpassNeeds): Podpass {
  const decisions = createDecisions({
    append: needs.appendDecision,
    earlier: needs.earlierDecisions ?? (() => Promise.resolve([])),
    onFault: needs.onFault,
    limit: needs.decisionLimit ?? heldInMemory,
    hasAccount: needs.hasAccount,
    managementAccount: needs.managementAccount,
  })
  return {
    record: decisions.add,
    controlPoliciesOf: createControlPolicyReader(needs.store),
    service: {
      model: 'podpass',
      operations: {
        CreateAccount: createAccount(needs),
        CreateRootAccessKey: createRootAccessKey(needs),
        DeleteIssuerMirror: deleteIssuerMirror(needs),
        DeliverInstanceCredentials: deliverInstanceCredentials(needs.instanceRoles),
        GetAccountPolicies: getAccountPolicies(needs),
        GetDecision: getDecision(decisions),
        GetStatus: getStatus(needs.status, needs.issuers),
        ListDecisions: listDecisions(decisions),
        ListIssuerMirrors: listIssuerMirrors(needs),
        ListIssuers: listIssuers(needs.issuers),
        PutAccountPolicies: putAccountPolicies(needs),
        PutIssuerMirror: putIssuerMirror(needs),
        RedecideCall: redecideCall(decisions, needs),
        RotateIssuerKey: rotateIssuerKey(needs.issuers),
        SimulateCall: simulateCall(needs),
      },
    },
  }
}
