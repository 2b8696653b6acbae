// Draws a state machine of the rules: its table as one picture.
import { instance } from '@viz-js/viz'
import type { Machine } from '@ticun/rules'

const NODE = 'shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#3b6ea5"'
const FONT = 'fontname="sans-serif", fontsize=11'

/** The table as a graph: states are boxes, facts are arrows; facts of one arrow are stacked. */
export function graphOf(machine: Machine<string>): string {
  const births = machine.births.map(([on, to]): [string, string, string] => ['begin', on, to])
  const arrows = Map.groupBy([...births, ...machine.moves], ([from, , to]) => `${from} -> ${to}`)
  const lines = [...arrows].map(([arrow, moves]) => {
    const label = moves.map(([, on]) => on).join('\\n')
    return `  ${arrow} [label="${label}"]`
  })
  return [
    `digraph ${machine.subject} {`,
    '  rankdir=LR; nodesep=0.4; ranksep=1.1; bgcolor="white"',
    `  node [${NODE}, ${FONT}]`,
    `  edge [color="#555555", fontcolor="#333333", ${FONT}]`,
    '  begin [shape=point, fillcolor=black, color=black, width=0.12]',
    ...machine.states.map((state) => `  ${state}`),
    ...lines,
    '}',
  ].join('\n')
}

/** The graph as SVG text, the same for the same table. */
export async function pictureOf(machine: Machine<string>): Promise<string> {
  const viz = await instance()
  return viz.renderString(graphOf(machine), { format: 'svg', engine: 'dot' })
}
