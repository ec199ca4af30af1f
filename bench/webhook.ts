/** Admissions over TLS: the webhook against a bare node:https server that parses the review and answers with fixed bytes. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readBody } from '../src/kit/index.ts'
import { firstLine, startChild } from './support/child.ts'
import { post, runLoad, type Measured } from './support/load.ts'
import { printTable, ratio } from './support/table.ts'
import { makeReview } from './support/review.ts'

const requests = 6000
const connections = 8
const rounds = 3

export async function run(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'podpass-bench-webhook-'))
  const webhook = startChild([
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    new URL('./support/webhook-server.ts', import.meta.url).pathname,
    folder,
  ])
  const webhookPort = Number(await firstLine(webhook.process))
  const ca = readFileSync(join(folder, 'ca.crt'), 'utf8')
  const answer = await ask(webhookPort, ca, makeReview(0, true))
  const body = join(folder, 'answer')
  writeFileSync(body, answer)
  const floor = startChild([
    process.execPath,
    new URL('./support/floor.ts', import.meta.url).pathname,
    body,
    join(folder, 'tls.key'),
    join(folder, 'tls.crt'),
    'parse',
  ])
  const floorPort = Number(await firstLine(floor.process))
  try {
    for (const share of [100, 10, 0]) {
      const bytes = Array.from({ length: 200 }, (_, index) =>
        post(
          '/mutate?timeout=10s',
          { host: 'localhost', 'content-type': 'application/json' },
          makeReview(index, index % 100 < share),
        ),
      )
      const targets = [
        { name: 'podpass webhook', port: webhookPort, pid: webhook.pid },
        { name: 'floor (bare node:https, parses)', port: floorPort, pid: floor.pid },
      ]
      const results = new Map<string, Measured[]>(targets.map(({ name }) => [name, []]))
      const measure = ({ port, pid }: { port: number; pid: number }, count: number): Promise<Measured> =>
        runLoad({
          host: '127.0.0.1',
          port,
          pid,
          connections,
          requests: count,
          request: (index) => bytes[index % bytes.length]!,
          tls: { ca, servername: 'localhost' },
        })
      for (const target of targets) await measure(target, 1000)
      for (let round = 0; round < rounds; round++)
        for (const target of targets) results.get(target.name)!.push(await measure(target, requests))
      const median = (name: string, of: (measured: Measured) => number): number =>
        results
          .get(name)!
          .map(of)
          .toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!
      printTable(
        `${share} % of the pods are mutated, ${connections} connections, reviews of ${bytes[0]!.length} bytes`,
        ['', 'admissions/s', 'CPU us/admission', 'p50 ms', 'p99 ms', 'CPU : floor'],
        targets.map(({ name }) => [
          name,
          median(name, (m) => m.perSecond).toFixed(0),
          median(name, (m) => m.cpuMicroseconds).toFixed(0),
          median(name, (m) => m.p50).toFixed(2),
          median(name, (m) => m.p99).toFixed(2),
          ratio(
            median(name, (m) => m.cpuMicroseconds),
            median(targets[1]!.name, (m) => m.cpuMicroseconds),
          ),
        ]),
      )
    }
  } finally {
    await Promise.all([webhook.stop(), floor.stop()])
  }
}

function ask(port: number, ca: string, review: string): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    request(
      {
        host: '127.0.0.1',
        port,
        path: '/mutate',
        method: 'POST',
        ca,
        servername: 'localhost',
        headers: { 'content-type': 'application/json' },
      },
      (response) => {
        readBody(response, 1 << 20).then(resolve, reject)
      },
    )
      .once('error', reject)
      .end(review)
  })
}
