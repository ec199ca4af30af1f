/** What most webhooks are never asked for is loaded by those that are: it would cost each start time and memory. */

export const loadReport = () => import('./report/index.ts')
export const loadCaPublish = () => import('./ca-publish/index.ts')
export const loadTrustCheck = () => import('./trust-check/index.ts')
