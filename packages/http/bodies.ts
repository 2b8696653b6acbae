// How a request's body is read: JSON in UTF-8 everywhere, other media types only where declared.
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { EdgeError } from './problems.ts'

/** Of uploads such as bank statements: 32 MiB. */
export const RAW_BODY_BYTES_MAX = 32 * 1024 * 1024

export type RawBody = {
  /** The Content-Type header as sent, with its parameters. */
  mediaType: string
  bytes: Uint8Array
  /** The bytes as UTF-8; what is not UTF-8 shows as U+FFFD, so look before you trust. */
  text: string
}

/** JSON is the only body that the server knows, and its bytes are kept for their hash. */
export function readJsonBodies(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    (request, body, done) => {
      request.rawBytes = body
      const foreign = foreignCoding(request) ?? foreignCharset(request)
      if (foreign !== undefined) return done(new EdgeError('unsupported_media_type', foreign))
      // An empty body is no body: the schema says whether there has to be one.
      if (body.byteLength === 0) return done(null, undefined)
      const text = decode(body)
      if (text === undefined) return done(new EdgeError('malformed_json', 'it is not UTF-8'))
      void parse(request, text, (error, value) =>
        done(error ? new EdgeError('malformed_json', 'it cannot be parsed') : null, value),
      )
    },
  )
}

/** This server (a child) reads only these media types, as bytes and text. */
export function readRawBodies(app: FastifyInstance, mediaTypes: readonly string[]): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    [...mediaTypes],
    { parseAs: 'buffer', bodyLimit: RAW_BODY_BYTES_MAX },
    (request, bytes, done) => {
      request.rawBytes = bytes
      const foreign = foreignCoding(request)
      if (foreign !== undefined) return done(new EdgeError('unsupported_media_type', foreign))
      const mediaType = request.headers['content-type'] ?? ''
      const raw: RawBody = { mediaType, bytes, text: bytes.toString('utf8') }
      done(null, raw)
    },
  )
}

/** Why the bytes are not the body itself; undefined when they are. */
function foreignCoding({ headers }: FastifyRequest): string | undefined {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? ''
  return coding === '' || coding === 'identity' ? undefined : 'bodies are taken uncompressed'
}

/** JSON is UTF-8 (RFC 8259); whoever says otherwise would be misread. */
function foreignCharset({ headers }: FastifyRequest): string | undefined {
  const charset = /;\s*charset\s*=\s*"?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1]
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : 'JSON is taken in UTF-8'
}

/** It keeps nothing from one text to the next, and making one costs more than using it. */
const UTF8 = new TextDecoder('utf-8', { fatal: true })

function decode(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes)
  } catch {
    return undefined
  }
}
