// The stages that read the code without running it; each counts as one test.
import { runCommand } from './command.ts'
import { PROGRAM_MAX_MS } from './limits.ts'
import { failedOnce, passedOnce, type OnStart, type Outcome, type Stage } from './stage.ts'
import { vitestStage } from './vitest-stage.ts'

const OUTPUT_LINES_MAX = 200

/**
 * Format, lint, types, house rules, generated documents: in the order of `pnpm check`. Format and
 * types remember below `node_modules/.cache` what they have seen.
 */
export function staticStages(): Stage[] {
  return [
    command('format', [['prettier', '--check', '--cache', '--log-level', 'warn', '.']]),
    command('lint', [['oxlint', '--type-aware', '--deny-warnings']]),
    command('types', [
      ['tsc', '-p', 'tsconfig.json'],
      ['tsc', '-p', 'services/portal/web/tsconfig.json'],
    ]),
    vitestStage('tidy', { static: true }),
    command('generated', [['node', 'infra/generate/main.ts', '--check']]),
  ]
}

function command(name: string, programs: readonly (readonly string[])[]): Stage {
  return { name, static: true, cores: 1, run: (onStart) => runAll(name, programs, onStart) }
}

async function runAll(
  name: string,
  programs: readonly (readonly string[])[],
  onStart: OnStart,
): Promise<Outcome> {
  const complaints: string[] = []
  for (const words of programs) {
    const ran = await runCommand(words, {
      silenceMaxMs: PROGRAM_MAX_MS,
      onStart,
    })
    if (ran.code === 0 && !ran.isStuck) continue
    const lines = ran.output.trim().split('\n').slice(0, OUTPUT_LINES_MAX)
    if (ran.isStuck) lines.push(`said nothing for ${PROGRAM_MAX_MS / 60_000} min and was ended`)
    complaints.push(`$ ${words.join(' ')}\n${lines.join('\n')}`)
  }
  return complaints.length === 0 ? passedOnce() : failedOnce(name, complaints.join('\n\n'))
}
