// The JSON of what is written in more than one place, made once.

const texts = new WeakMap<object, string>()

/** The JSON of an object that changes no more: whoever asks again gets the same text. */
export function jsonOf(value: object): string {
  const known = texts.get(value)
  if (known !== undefined) return known
  const text = JSON.stringify(value)
  texts.set(value, text)
  return text
}
