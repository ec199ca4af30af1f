/** The connections by which AWS is called: kept open, through the environment's proxy, trusting one more CA where the operator says so. */
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { rootCertificates } from 'node:tls'

export interface AwsAgents {
  readonly agentFor: (url: URL) => HttpAgent | HttpsAgent
  readonly close: () => void
}

/** `ca` is PEM. */
export function openAwsAgents(ca?: string): AwsAgents {
  const common = { keepAlive: true, proxyEnv: process.env }
  const plain = new HttpAgent(common)
  const secure = new HttpsAgent({ ...common, ...(ca !== undefined && { ca: [...rootCertificates, ca] }) })
  return {
    agentFor: ({ protocol }) => (protocol === 'https:' ? secure : plain),
    close: () => {
      plain.destroy()
      secure.destroy()
    },
  }
}
