// House rule: no address of a package host, and no data that is not ours to publish.
import { type Rule } from './files.ts'

/** Written in parts, because this file must keep its own rule. */
const HOSTS = new RegExp(
  [
    'regis',
    'try\\.(npmjs|npmmirror|yarnpkg|[a-z-]+\\.(com|org|io|cn|net))|',
    'npm',
    'js\\.(com|org)|\\brepo1?\\.maven|\\bmaven\\.(aliyun|apache)|',
    'docker\\.',
    'io\\b|\\bghcr\\.',
    'io\\b|\\bquay\\.',
    'io\\b|\\bmirrors?\\.[a-z]+\\.',
  ].join(''),
)
const DOOR_LOG = ['DeviceName', 'Direction', 'AlarmDateTime'].join(',')
/** A fixture shows the shape; more than this would be somebody's data. */
const FIXTURE_ROWS_MAX = 20

/** Files that name a host which packages or images come from: each machine has its own. */
export const hosts: Rule = (files) =>
  files.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        HOSTS.test(line) ? [`${path}:${index + 1}: names a package host: ${line.trim()}`] : [],
      ),
  )

/** Addresses in the lock file; they would bind everybody to one host. */
export const lockAddresses: Rule = (files) =>
  files
    .filter(({ path }) => path === 'pnpm-lock.yaml')
    .flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) =>
          /\b(resolved|tarball)\b.*https?:/.test(line)
            ? [`${path}:${index + 1}: holds an address: ${line.trim()}`]
            : [],
        ),
    )

/** Door logs of real people, beyond a short fixture. */
export const doorLogs: Rule = (files) =>
  files
    .filter(({ text }) => text.replace(/^\uFEFF/, '').startsWith(DOOR_LOG))
    .map(({ path, text }) => ({ path, rows: text.trimEnd().split('\n').length - 1 }))
    .filter(({ rows }) => rows > FIXTURE_ROWS_MAX)
    .map(({ path, rows }) => `${path}: a door log of ${rows} rows does not belong here`)
