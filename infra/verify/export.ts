// `pnpm export`, as a process.
import { ofProcess } from './command.ts'
import { exportCommand } from './export-command.ts'

process.exitCode = await exportCommand(process.argv.slice(2), ofProcess)
