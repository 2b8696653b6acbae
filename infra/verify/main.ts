// `pnpm verify`, as a process.
import { ofProcess } from './command.ts'
import { verifyCommand } from './verify-command.ts'

process.exitCode = await verifyCommand(process.argv.slice(2), ofProcess)
