/** Names of namespaces and ServiceAccounts, as Kubernetes has them. */
import { invalidParameter } from '../errors.ts'

const label = /^(?=.{1,63}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export function checkNames({
  namespace,
  serviceAccount,
}: {
  readonly namespace: string
  readonly serviceAccount: string
}): void {
  if (!label.test(namespace)) throw invalidParameter(`The namespace ${namespace} is not valid.`)
  if (!subdomain.test(serviceAccount))
    throw invalidParameter(`The serviceAccount ${serviceAccount} is not valid.`)
}
