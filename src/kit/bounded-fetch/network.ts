/** The half that needs sockets, loaded at the first request: most programs that import kit never make one. */
export { findDestination } from './destination.ts'
export { shakeHands } from './handshake.ts'
export { readResponse } from './read-response.ts'
export { openTrustedConnection } from './trusted-connection.ts'
