// Preloaded as `node --import shift.ts?ahead=MS`: the process takes the date for one further on.

const aheadMs = Number(new URL(import.meta.url).searchParams.get('ahead'))
const RealDate = Date
const now = () => RealDate.now() + aheadMs

globalThis.Date = new Proxy(RealDate, {
  construct: (target, words: unknown[], made) =>
    Reflect.construct(target, words.length === 0 ? [now()] : words, made),
  apply: () => new RealDate(now()).toString(),
  get: (target, key): unknown => (key === 'now' ? now : Reflect.get(target, key)),
})
