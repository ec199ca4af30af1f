/** Publishes the CA of the operator's own AWS endpoint to where pods find it, and keeps it there. */
export { openCa, type CaNeeds } from './open-ca.ts'
export type { CaPublisher } from './publish-config-map.ts'
