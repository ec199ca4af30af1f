/** The floor: a bare node:http (or https) server that reads the body and answers with fixed bytes. Arguments: body file, then key and certificate for TLS. */
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

const [bodyFile, key, cert, parse] = process.argv.slice(2)
const body = readFileSync(bodyFile!)

const answer = (request: IncomingMessage, response: ServerResponse): void => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    if (parse === 'parse') JSON.parse(Buffer.concat(chunks).toString())
    response.writeHead(200, { 'content-type': 'text/xml', 'content-length': String(body.length) })
    response.end(body)
  })
}

const server =
  key === undefined
    ? createServer(answer)
    : createTlsServer({ key: readFileSync(key), cert: readFileSync(cert!) }, answer)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
