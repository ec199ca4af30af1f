/** All objects of an installation, in the order in which they are made. The chart makes the same ones of the same values. */
import type { JsonObject } from '../../api/index.ts'
import type { Release, Values } from '../values/values.ts'
import { accessOf } from './access.ts'
import { certificatesOf } from './cert-manager.ts'
import type { Wish } from './common.ts'
import { configMapsOf } from './config-maps.ts'
import { configurationOf } from './configuration.ts'
import { deploymentOf } from './deployment.ts'
import { disruptionBudgetOf, networkPolicyOf, serviceMonitorOf, serviceOf } from './surroundings.ts'

export function makeManifests(values: Values, release: Release): readonly JsonObject[] {
  const wish: Wish = { values, release }
  const { certificates, networkPolicy, podDisruptionBudget, serviceMonitor, webhook } = values
  if (webhook.url !== '') return [...accessOf(wish), configurationOf(wish)]
  return [
    ...accessOf(wish),
    ...configMapsOf(wish),
    ...(certificates.mode === 'cert-manager' ? certificatesOf(wish) : []),
    serviceOf(wish),
    ...(networkPolicy.enabled ? [networkPolicyOf(wish)] : []),
    ...(podDisruptionBudget.enabled ? [disruptionBudgetOf(wish)] : []),
    deploymentOf(wish),
    ...(serviceMonitor.enabled ? [serviceMonitorOf(wish)] : []),
    // Last: API servers call it from then on.
    configurationOf(wish),
  ]
}
