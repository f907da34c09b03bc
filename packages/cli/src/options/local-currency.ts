/** The currency where a person is, as the locale of their terminal says; the table is Unicode's own. */
import { isCurrency } from '@fintrack/contract/money'
import type { Environment } from '@fintrack/contract/settings'
import data from 'cldr-core/supplemental/currencyData.json' with { type: 'json' }

interface Use {
  readonly _from?: string
  /** The day on which it ended. */
  readonly _to?: string
  /** `false` for what pays for nothing, such as a unit of account. */
  readonly _tender?: string
}

/** By territory, the currencies that it has and had, the latest first. */
const REGIONS: ReadonlyMap<string, ReadonlyArray<Readonly<Record<string, Use>>>> =
  new Map(Object.entries(data.supplemental.currencyData.region))

/** As POSIX orders them: what is set first decides, also where it names no territory. */
const VARIABLES = ['LC_ALL', 'LC_MONETARY', 'LANG']

/** @returns undefined where the locale names no territory, or one without a currency that is known here */
export function localCurrency (env: Environment): string | undefined {
  const locale = VARIABLES.map((name) => env[name] ?? '').find((text) => text !== '') ?? ''
  const territory = /^[a-z]{2,3}_([A-Z]{2})(?![A-Za-z])/.exec(locale)?.[1] ?? ''
  const uses = REGIONS.get(territory) ?? []
  const today = uses.flatMap((one) => Object.entries(one))
    .find(([code, { _to: end, _tender: tender }]) => end === undefined && tender !== 'false' && isCurrency(code))
  return today?.[0]
}
