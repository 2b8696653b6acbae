// Draws throughput over concurrency: the ceiling, spread accounts, one hot account.
import type { Point, Posting, Shape } from './posting.ts'
import { count } from './targets.ts'

const WIDTH = 760
const HEIGHT = 470
const FRAME = { left: 84, right: 24, top: 56, bottom: 94 }
const STEPS = 5
const LEGEND_WIDTH = 215
/** Told apart by dash and mark too, not by colour alone. */
const LOOKS: Record<Shape, { colour: string; dash: string; name: string }> = {
  spread: { colour: '#1f5fa8', dash: '', name: 'batcher, 100 merchants' },
  hot: { colour: '#c2541b', dash: '7 4', name: 'batcher, one merchant (hot)' },
}
const CEILING = { colour: '#4a4a4a', name: 'ceiling: bare rows, no rules' }

type Scales = { x: (concurrency: number) => number; y: (perSecond: number) => number; top: number }

/** The chart as an SVG of its own. */
export function chartOf({ points, best }: Posting, caption: string): string {
  const scales = scalesOf(points, best.perSecond.max)
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(FRAME.left, 26, 'Sessions posted per second, by commands under way', 'start', 16),
    text(FRAME.left, 44, caption, 'start', 11, '#666666'),
    ...grid(scales),
    ...axis(points, scales),
    ...ceilingLine(best.perSecond.median, scales),
    ...(['spread', 'hot'] as const).flatMap((shape) => curve(points, shape, scales)),
    ...legend(),
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"
  aria-label="Throughput over concurrency" font-family="system-ui, sans-serif">
${parts.join('\n')}
</svg>
`
}

function scalesOf(points: readonly Point[], ceiling: number): Scales {
  const most = Math.max(ceiling, ...points.map(({ perSecond }) => perSecond.max))
  const step = niceStep(most / STEPS)
  const top = Math.ceil(most / step) * step
  const [wide, high] = [WIDTH - FRAME.left - FRAME.right - 60, HEIGHT - FRAME.top - FRAME.bottom]
  const logs = points.map(({ concurrency }) => Math.log2(concurrency))
  const span = Math.max(...logs) || 1
  return {
    x: (concurrency) => FRAME.left + 30 + (Math.log2(concurrency) / span) * wide,
    y: (perSecond) => FRAME.top + high * (1 - perSecond / top),
    top,
  }
}

/** 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  return (([1, 2, 5, 10] as const).find((one) => one * power >= rough) ?? 10) * power
}

function grid({ y, top }: Scales): string[] {
  const step = niceStep(top / STEPS)
  const lines: string[] = []
  for (let value = 0; value <= top; value += step) {
    const at = y(value).toFixed(1)
    lines.push(
      `<line x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at}" y2="${at}" stroke="#e2e2e2"/>`,
      text(FRAME.left - 8, y(value) + 4, count(value), 'end', 12),
    )
  }
  const middle = (FRAME.top + HEIGHT - FRAME.bottom) / 2
  const label = text(0, 0, 'sessions per second', 'middle', 12)
  return [...lines, `<g transform="translate(20 ${middle}) rotate(-90)">${label}</g>`]
}

function axis(points: readonly Point[], { x }: Scales): string[] {
  const bottom = HEIGHT - FRAME.bottom
  const marks = [...new Set(points.map(({ concurrency }) => concurrency))]
  return [
    ...marks.map((mark) => text(x(mark), bottom + 20, String(mark), 'middle', 12)),
    text(WIDTH / 2, bottom + 42, 'commands under way at once (logarithmic)', 'middle', 12),
  ]
}

function ceilingLine(perSecond: number, { y }: Scales): string[] {
  const at = y(perSecond).toFixed(1)
  return [
    `<line x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at}" y2="${at}"
  stroke="${CEILING.colour}" stroke-width="2" stroke-dasharray="2 4"/>`,
    text(WIDTH - FRAME.right, y(perSecond) - 6, `${count(perSecond)}/s`, 'end', 12, CEILING.colour),
  ]
}

function curve(points: readonly Point[], shape: Shape, { x, y }: Scales): string[] {
  const { colour, dash } = LOOKS[shape]
  const own = points.filter((point) => point.shape === shape)
  const at = ({ concurrency, perSecond }: Point) =>
    `${x(concurrency).toFixed(1)},${y(perSecond.median).toFixed(1)}`
  const shift = shape === 'hot' ? 4 : -4
  const whiskers = own.map(({ concurrency, perSecond }) => {
    const across = (x(concurrency) + shift).toFixed(1)
    return `<line x1="${across}" x2="${across}" y1="${y(perSecond.min).toFixed(1)}"
  y2="${y(perSecond.max).toFixed(1)}" stroke="${colour}" stroke-width="1.5"/>`
  })
  const dots = own.map((point) => {
    const [across, down] = at(point).split(',')
    return `<circle cx="${across}" cy="${down}" r="4" fill="${colour}"/>`
  })
  const line = `<polyline points="${own.map(at).join(' ')}" fill="none" stroke="${colour}"
  stroke-width="2" stroke-dasharray="${dash}"/>`
  return [line, ...whiskers, ...dots]
}

/** One row below the axis, where no curve can be. */
function legend(): string[] {
  const items = [{ ...CEILING, dash: '2 4' }, LOOKS.spread, LOOKS.hot]
  const at = HEIGHT - 22
  return items.flatMap(({ colour, dash, name }, index) => {
    const left = FRAME.left + index * LEGEND_WIDTH
    return [
      `<line x1="${left}" x2="${left + 30}" y1="${at}" y2="${at}" stroke="${colour}"
  stroke-width="2" stroke-dasharray="${dash}"/>`,
      text(left + 38, at + 4, name, 'start', 12),
    ]
  })
}

function text(
  x: number,
  y: number,
  words: string,
  anchor: 'start' | 'middle' | 'end',
  size: number,
  colour = '#222222',
): string {
  const escaped = words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}"
  font-size="${size}" fill="${colour}">${escaped}</text>`
}
