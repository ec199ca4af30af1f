/** `npm run bench [-- NAME...]`: each benchmark prints its figures beside those of its floors and peers, measured in the same run. */
const benches: Readonly<Record<string, () => Promise<{ readonly run: () => unknown }>>> = {
  policy: () => import('./policy.ts'),
  exchange: () => import('./exchange.ts'),
  webhook: () => import('./webhook.ts'),
  peers: () => import('./peers.ts'),
  scale: () => import('./scale.ts'),
  startup: () => import('./startup.ts'),
  cluster: () => import('./cluster.ts'),
}

const names = process.argv.slice(2)
const unknown = names.find((name) => !(name in benches))
if (unknown !== undefined) {
  console.error(`no benchmark \`${unknown}\`; there are: ${Object.keys(benches).join(', ')}`)
  process.exit(2)
}
for (const name of names.length > 0 ? names : Object.keys(benches)) {
  console.log(`\n== ${name}`)
  await (await benches[name]!()).run()
}
