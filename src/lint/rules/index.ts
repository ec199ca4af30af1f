/** All rules, in the order in which their findings about one place are told. */
import type { Rule } from '../finding.ts'
import { unknownAction } from './actions.ts'
import { allowNotAction, allowNotResource, everything, letsAnyoneIn, passRoleEverywhere } from './breadth.ts'
import { keyOfOtherAction, unknownConditionKey } from './condition-keys.ts'
import { operatorOfOtherType, valueForm, wildcardInEquals } from './condition-values.ts'
import { podIdentityActions } from './pod-identity.ts'
import { deniedAnyway, repeated } from './reach.ts'
import { resourceOfOtherAction } from './resources.ts'
import { contradiction, setOperatorMissing, setOperatorOnOneValue, unguardedForAllValues } from './sets.ts'
import { longTrust, tooLong } from './size.ts'
import {
  actionOfOtherPrincipal,
  keyOfOtherProvider,
  providerForm,
  schemeInKey,
  unknownClaim,
} from './trust-provider.ts'
import { impossibleSubject, subjectLetsManyIn, trustWithoutAud, trustWithoutSub } from './trust-subject.ts'
import { unknownVariable, variableInOldVersion } from './variables.ts'

export const rules: readonly Rule[] = [
  providerForm,
  schemeInKey,
  keyOfOtherProvider,
  unknownClaim,
  actionOfOtherPrincipal,
  trustWithoutSub,
  trustWithoutAud,
  impossibleSubject,
  subjectLetsManyIn,
  podIdentityActions,
  letsAnyoneIn,
  unknownAction,
  resourceOfOtherAction,
  unknownConditionKey,
  keyOfOtherAction,
  wildcardInEquals,
  valueForm,
  operatorOfOtherType,
  unguardedForAllValues,
  setOperatorMissing,
  setOperatorOnOneValue,
  contradiction,
  variableInOldVersion,
  unknownVariable,
  allowNotAction,
  allowNotResource,
  everything,
  passRoleEverywhere,
  deniedAnyway,
  repeated,
  tooLong,
  longTrust,
]
