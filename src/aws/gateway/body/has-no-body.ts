/** Tells a request that can have no body from its head alone. */
import type { HttpRequest } from '../../../kit/index.ts'

export const hasNoBody = ({ method, headers }: Pick<HttpRequest, 'method' | 'headers'>): boolean =>
  (method === 'GET' || method === 'HEAD') &&
  headers['content-length'] === undefined &&
  headers['transfer-encoding'] === undefined
