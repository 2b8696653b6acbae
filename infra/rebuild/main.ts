// `pnpm rebuild-book`, as a process.
import { ofProcess } from '@ticun/verify'
import { rebuildCommand } from './rebuild-command.ts'

process.exitCode = await rebuildCommand(process.argv.slice(2), ofProcess)
