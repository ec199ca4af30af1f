/** What is kept of a cluster. */
import { collection } from '../../store/index.ts'

export interface ClusterRecord {
  /** What it goes by here: its kubeconfig, its directory, `--cluster`. */
  readonly id: string
  readonly name: string
  readonly account: string
  readonly region: string
  /** The issuer's URL. */
  readonly issuer: string
  /** The port of the API server; taken again at the next start where it is free. */
  readonly port: number
  /** The administrator's bearer token, wrapped, in base64; the API server knows its hash alone. */
  readonly wrappedToken: string
  /** Somebody else runs it: it has neither port nor token here, and comes back where its kubeconfig is still given. */
  readonly isAdopted?: true
}

export const clusterRecords = collection<ClusterRecord>('cluster')

/** What the administrator's token of a cluster is wrapped for. */
export const tokenPurpose = (id: string): string => `cluster/${id}/admin-token`
