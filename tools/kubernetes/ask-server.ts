/** Asks the real API server for documents, in the representation that is wanted. */
import { request } from 'node:https'
import type { RunningApiServer } from '../kube-apiserver/start.ts'

export type Ask = <Document>(path: string, accept?: string) => Promise<Document>

export const askServer =
  ({ server, ca, adminToken }: RunningApiServer): Ask =>
  <Document>(path: string, accept = 'application/json') =>
    new Promise<Document>((resolve, reject) => {
      const headers = { authorization: `Bearer ${adminToken}`, accept }
      const call = request(new URL(path, server), { ca, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.once('end', () => {
          const text = Buffer.concat(chunks).toString()
          if (response.statusCode !== 200) reject(new Error(`${path}: ${response.statusCode} ${text}`))
          else resolve(JSON.parse(text) as Document)
        })
      })
      call.once('error', reject)
      call.end()
    })

export const tableType = 'application/json;as=Table;v=v1;g=meta.k8s.io'
