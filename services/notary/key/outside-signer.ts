// A key that never comes here: a program in front of a token (PKCS #11) or a machine signs for us.
import { spawn } from 'node:child_process'
import type { VerifierKey } from '@ticun/proof'
import { verifyEd25519 } from '@ticun/proof/node'

export const SIGN_MAX_MS = 5_000
const SIGNATURE_BYTES = 64
/** What such a program may need to find its token; nothing else of ours. */
const INHERITED = /^(PATH|HOME|LANG|TMPDIR|PKCS11_.*|SOFTHSM2_.*)$/

/**
 * A function that signs by running `command`: the bytes go to its standard input, the 64 bytes of
 * the Ed25519 signature come from its standard output. Every answer is verified before it is used.
 */
export function outsideSigner(
  command: readonly string[],
  key: VerifierKey,
): (bytes: Uint8Array) => Promise<Uint8Array> {
  return async (bytes) => {
    const signature = await run(command, bytes)
    const holds = signature.length === SIGNATURE_BYTES
    if (holds && verifyEd25519(key.publicKey, bytes, signature)) return signature
    throw new Error(`${command[0]} made no signature of ${key.name}`)
  }
}

function run([program = '', ...words]: readonly string[], input: Uint8Array): Promise<Uint8Array> {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => INHERITED.test(name)),
  )
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
      timeout: SIGN_MAX_MS,
      killSignal: 'SIGKILL',
    })
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.on('error', reject)
    // It may end without having read everything.
    child.stdin.on('error', () => undefined)
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(new Uint8Array(Buffer.concat(parts)))
      return reject(new Error(`${program} ended with ${code ?? signal}`))
    })
    child.stdin.end(input)
  })
}
