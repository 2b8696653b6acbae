// Starts the house on its data directory, says where everything is, and stops it on Ctrl-C.
import { join } from 'node:path'
import { startHouse } from './house.ts'
import { portsFrom } from './ports.ts'
import { ROOT } from './process.ts'

const dataDir = process.env['TICUN_DATA'] ?? join(ROOT, '.data')
const began = performance.now()

let isOpen = false
const stopAsked = new Promise<void>((resolve) => {
  const stop = () => {
    // What has started by then ends by itself when this process is gone.
    if (!isOpen) process.exit(1)
    resolve()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
})

try {
  const house = await startHouse({
    dataDir,
    ports: portsFrom(process.env),
    env: process.env,
    log: (line) => console.log(line),
  })
  isOpen = true
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`\nThe house is open after ${seconds} s.\n`)
  for (const [name, url] of Object.entries(house.urls)) {
    console.log(`  ${name.padEnd(12)}${url}`)
  }
  console.log(`  ${'facts'.padEnd(12)}through ${house.transport}`)
  console.log(`  ${'data'.padEnd(12)}${dataDir}`)
  console.log('\nLog in at the portal as wang or li (notary office), coach (merchant),')
  console.log('m0001 (a member) or guan (regulator). Ctrl-C stops the house.\n')
  await stopAsked
  console.log('\nstopping …')
  await house.stop()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
// Nothing that still waits may keep a stopped house open.
process.exit()
