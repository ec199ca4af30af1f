/** Clients that hold a connection and say too little, and how long they are borne with. */
import type { Socket } from 'node:net'
import { halfHello } from '../cases/tls.ts'
import type { Listener } from './open-listeners.ts'
import { talkTo } from './say.ts'

export interface Stay {
  readonly name: string
  /** Settles with the end of the connection. */
  readonly ended: Promise<void>
  readonly socket: Socket
}

/** A letter a second, as long as there is somebody who takes it. */
function drip(socket: Socket, letter: string): void {
  const timer = setInterval(() => socket.write(letter), 1000)
  socket.once('close', () => clearInterval(timer))
}

export async function stayAt(listener: Listener): Promise<readonly Stay[]> {
  const { name, url, reads, tunnelsOnly } = listener
  const path = reads?.path ?? '/'
  const silent = await talkTo(listener)
  const headers = await talkTo(listener)
  headers.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nx: `)
  drip(headers, 'x')
  const stays = [
    { name: `${name}: says nothing`, socket: silent },
    { name: `${name}: says its headers letter by letter`, socket: headers },
  ]
  if (url.startsWith('https:')) {
    const hello = await talkTo(listener, { beneath: true })
    hello.write(halfHello)
    drip(hello, '\0')
    stays.push({ name: `${name}: says its hello letter by letter`, socket: hello })
  }
  // A body of the endpoint may be an object of gigabytes; it is held to a number of connections instead.
  if (tunnelsOnly !== true && !name.startsWith('the endpoint')) {
    const body = await talkTo(listener)
    body.write(`POST ${path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n`)
    drip(body, ' ')
    stays.push({ name: `${name}: says its body letter by letter`, socket: body })
  }
  return stays.map(({ name: what, socket }) => ({
    name: what,
    socket,
    ended: new Promise((resolve) => {
      if (socket.resume().closed) resolve()
      else socket.once('close', () => resolve())
    }),
  }))
}
