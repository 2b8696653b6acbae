// Which words never reach a log line, at whatever depth they stand.

export const CENSORED = '[removed]'
const DEPTH_MAX = 6
const ITEMS_MAX = 100

/** What a child log might be given by mistake. */
export const CHILD_KEYS = ['authorization', 'cookie', 'token', 'password', 'name', 'bankAccount']

/** Compared in lower case, without `-` and `_`. */
const SECRET_KEYS = new Set(
  `authorization cookie cookies setcookie password passphrase secret clientsecret privatekey apikey
  token accesstoken refreshtoken idtoken
  bankaccount accountnumber iban number creditor debtor
  name consumername merchantname creditorname debtorname holder phone email idnumber
  membercode idempotencykey`.split(/\s+/),
)

/** A signed token inside a longer text. */
const TOKEN_IN_TEXT = /eyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g

/** A copy with secrets, tokens, names and bank accounts taken out. Errors pass untouched. */
export function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return cleanFields(fields, 0)
}

function cleanFields(fields: Record<string, unknown>, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(fields)) {
    copy[key] = isSecret(key) ? CENSORED : clean(inner, depth + 1)
  }
  return copy
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null || value instanceof Error) return value
  if (depth >= DEPTH_MAX) return '[deep]'
  if (Array.isArray(value)) return value.slice(0, ITEMS_MAX).map((item) => clean(item, depth + 1))
  return isPlain(value) ? cleanFields(value, depth) : value
}

function cleanText(text: string): string {
  return text.includes('eyJ') ? text.replace(TOKEN_IN_TEXT, CENSORED) : text
}

function isSecret(key: string): boolean {
  return SECRET_KEYS.has(key.toLowerCase().replace(/[-_]/g, ''))
}

/** Only plain objects are copied: streams, requests and dates have serializers or `toJSON`. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
