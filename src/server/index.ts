/** The running podpass: configuration, wiring, listening. */
import type { NodeKubeconfigWish } from './clusters/node-kubeconfig.ts'
import type { AgentConfig, AgentServer } from './agent-server.ts'
import type { ServerConfig } from './config.ts'
import type {
  AuthenticatorConfig,
  AuthenticatorFiles,
  AuthenticatorServer,
} from './login/open-authenticator.ts'
import type { NodeServer, NodeServerConfig } from './node/open-node.ts'
import type { RunningServer } from './server.ts'
import type { WebhookServer, WebhookServerConfig } from './webhook-server.ts'

export { caBundleFile, kubeconfigFile, readAdminCredentials, readRuntime } from './installation.ts'
export type { AdminCredentials, Runtime } from './installation.ts'
export { sparesAwsHosts } from './aws-domains.ts'
export { openConnectProxy } from './connect-proxy.ts'
export { version } from './config.ts'
export type { ServerConfig } from './config.ts'
export { DataDirectoryUnusable, writeAtomically } from './data-directory.ts'
export { openHttp } from './listen/open-http.ts'
export { PortUnavailable } from './listen/open-port.ts'
export type { Address, OpenPort } from './listen/open-port.ts'
export type { AgentConfig, AgentServer } from './agent-server.ts'
export type { RunningServer } from './server.ts'
export type { MetadataWish } from './node/metadata.ts'
export type { NodeServer, NodeServerConfig } from './node/open-node.ts'
export type { NodeTaint } from './nodes/record.ts'
export type { NodeStart, NodeWish, Nodes } from './nodes/nodes.ts'
export type { WebhookAdditions } from './webhook-additions.ts'
export type { WebhookServer, WebhookServerConfig } from './webhook-server.ts'

export type {
  AuthenticatorConfig,
  AuthenticatorFiles,
  AuthenticatorServer,
  Backend,
} from './login/open-authenticator.ts'

/** Most commands only speak to a server, so one is loaded when it is to be started. */
export const startServer = async (config: ServerConfig): Promise<RunningServer> =>
  (await import('./server.ts')).startServer(config)

/** For `podpass node` on an embedded cluster: the path of a kubeconfig that makes it that node, undefined where there is no such cluster. */
export const writeNodeKubeconfig = async (wish: NodeKubeconfigWish): Promise<string | undefined> =>
  (await import('./clusters/node-kubeconfig.ts')).writeNodeKubeconfig(wish)

export const openNodeServer = async (config: NodeServerConfig): Promise<NodeServer> =>
  (await import('./node/open-node.ts')).openNodeServer(config)

export const openWebhookServer = async (config: WebhookServerConfig): Promise<WebhookServer> =>
  (await import('./webhook-server.ts')).openWebhookServer(config)

export const openAuthenticator = async (config: AuthenticatorConfig): Promise<AuthenticatorServer> =>
  (await import('./login/open-authenticator.ts')).openAuthenticator(config)

export const prepareAuthenticator = async (files: AuthenticatorFiles, port: number): Promise<void> =>
  (await import('./login/open-authenticator.ts')).prepareAuthenticator(files, port)

export const openAgent = async (config: AgentConfig): Promise<AgentServer> =>
  (await import('./agent-server.ts')).openAgent(config)
