// Knows SHA-256 (FIPS 180-4) in plain TypeScript, for runtimes without a synchronous one.

/**
 * A synchronous SHA-256: 32 fresh bytes for any bytes. It must not keep its argument, because its
 * callers reuse their buffers. Node passes `nodeSha256` from `@ticun/proof/node`, which is native.
 */
export type Sha256 = (bytes: Uint8Array) => Uint8Array

// The first 32 bits of the fractions of the cube roots of the first 64 primes (§4.2.2).
// prettier-ignore
const ROUNDS = Uint32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
)

// The same of the square roots of the first 8 primes (§5.3.3).
// prettier-ignore
const START = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
)

const BLOCK_BYTES = 64
const LENGTH_BYTES = 8

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/** One compression (§6.2.2): mixes 64 bytes of `view` at `offset` into `state`; `w` is scratch. */
const compress = (state: Int32Array, view: DataView, offset: number, w: Int32Array): void => {
  for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(offset + 4 * t)
  for (let t = 16; t < 64; t += 1) {
    const far = w[t - 15] ?? 0
    const near = w[t - 2] ?? 0
    const low = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
    const high = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
    w[t] = (high + (w[t - 7] ?? 0) + low + (w[t - 16] ?? 0)) | 0
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let t = 0; t < 64; t += 1) {
    const mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + mixed + ((e & f) ^ (~e & g)) + (ROUNDS[t] ?? 0) + (w[t] ?? 0)) | 0
    const turned = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (turned + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const mixed = [a, b, c, d, e, f, g, h]
  for (let i = 0; i < 8; i += 1) state[i] = ((state[i] ?? 0) + (mixed[i] ?? 0)) | 0
}

/** SHA-256 of `bytes`. */
export const sha256: Sha256 = (bytes) => {
  const blocks = Math.ceil((bytes.length + 1 + LENGTH_BYTES) / BLOCK_BYTES)
  const padded = new Uint8Array(blocks * BLOCK_BYTES)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - LENGTH_BYTES, BigInt(bytes.length) * 8n)
  const state = START.slice()
  const scratch = new Int32Array(64)
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) compress(state, view, at, scratch)
  const hash = new Uint8Array(32)
  const out = new DataView(hash.buffer)
  for (let i = 0; i < 8; i += 1) out.setInt32(4 * i, state[i] ?? 0)
  return hash
}
