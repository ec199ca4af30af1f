/** The program that goes into a pod's network for us: it listens and connects there, and hands the sockets out to us. */

/** CommonJS for `node --eval`: messages ask for `listen` or `dial`, each answer carries the socket or what went wrong. */
export const insideProgram = `
const net = require('node:net')
const answer = (id) => {
  let done = false
  return (error, handle) => {
    if (done) return
    done = true
    process.send({ id, ...(error && { error: error.message }) }, handle, () => handle?.close?.())
  }
}
process.on('message', ({ id, listen, dial }) => {
  const tell = answer(id)
  if (listen) {
    const server = net.createServer()
    server.once('error', tell)
    server.listen({ ...listen, backlog: 128 }, () => tell(undefined, server))
  } else {
    const socket = net.connect({ ...dial, autoSelectFamily: false })
    const timer = setTimeout(() => socket.destroy(new Error('connect ETIMEDOUT')), dial.timeout)
    socket.once('error', tell)
    socket.once('connect', () => {
      clearTimeout(timer)
      socket.pause()
      tell(undefined, socket)
    })
  }
})
process.on('disconnect', () => process.exit())
process.send({ id: 0 })
`
