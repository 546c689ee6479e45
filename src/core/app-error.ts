/** What a caller can hand on to a person: a stable code, a sentence, and what to do next. */
export interface AppErrorInit {
  /** Stable, kebab-case: `checkpoint-truncated`, `bundle-hash-mismatch`. */
  readonly code: string;
  /** "Expected X for Y but received Z." */
  readonly message: string;
  readonly cause?: unknown;
  /** One sentence that says what the person can do. */
  readonly recovery?: string;
}

/** The one error type that crosses module, worker and UI borders. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: string;
  readonly recovery: string;

  constructor({ code, message, cause, recovery = '' }: AppErrorInit) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.recovery = recovery;
  }
}

/** Plain form of an error, for structured clone. */
export interface SerialisedError {
  readonly code: string;
  readonly message: string;
  readonly recovery: string;
  readonly cause?: string;
}

/** Turns anything thrown into an `AppError`, keeping one that already is. */
export function toAppError(thrown: unknown, fallback: AppErrorInit): AppError {
  return thrown instanceof AppError ? thrown : new AppError({ ...fallback, cause: thrown });
}

/** Plain form of any thrown value. */
export function serialiseError(thrown: unknown): SerialisedError {
  const error = toAppError(thrown, { code: 'unexpected', message: `Expected no failure but received "${describe(thrown)}".` });
  const cause = error.cause === undefined ? {} : { cause: describe(error.cause) };
  return { code: error.code, message: error.message, recovery: error.recovery, ...cause };
}

/** The `AppError` that `serialiseError` described. */
export function deserialiseError(plain: SerialisedError): AppError {
  return new AppError(plain);
}

/** Message of any thrown value. */
export function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** True for the rejection of an aborted signal: cancelling is not an error. */
export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
