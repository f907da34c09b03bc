/** A test that shows requirements: its name without their ids. */
export interface ShowingTest { readonly file: string, readonly name: string, readonly ids: readonly string[] }

export interface Requirement {
  readonly done: string
  /** The heading in docs/security/rules.md that answers it. */
  readonly rule?: string
  readonly notApplicable?: string
  readonly operator?: string
  readonly notMet?: string
  readonly why?: string
}

export interface RequirementData {
  readonly chapters: ReadonlyArray<{
    readonly title: string
    readonly requirements: Readonly<Record<string, Requirement>>
  }>
  readonly leftOut: { readonly ids: readonly string[], readonly why: string }
}

export function testsIn (file: string, text: string): ShowingTest[]
export function readData (): RequirementData
export function faultsOf (data: RequirementData, tests: readonly ShowingTest[], rules: string): string[]
export function check (): { isUpToDate: boolean, faults: string[] }
