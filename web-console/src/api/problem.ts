import type { FieldError, ProblemBody } from './types';

/** Numbers of the error catalogue that the console acts on. */
export const CODE = {
  SEQUENCE_NOT_REACHED: 1007,
  UNKNOWN_SYMBOL: 2001,
  UNKNOWN_ORDER: 2003,
  INSUFFICIENT_FUNDS: 2004,
  INVALID_PRICE: 2005,
  INVALID_QUANTITY: 2006,
  NOTIONAL_OUT_OF_RANGE: 2007,
  AMOUNT_OUT_OF_RANGE: 2012,
  POST_ONLY_WOULD_TRADE: 2015,
  INVALID_EXPIRY: 2016,
  STALE_VERSION: 2018,
  NOT_AUTHENTICATED: 3001,
  WRONG_CREDENTIALS: 3002,
  WEAK_PASSWORD: 3006,
  SECOND_FACTOR_REQUIRED: 3030,
  WRONG_SECOND_FACTOR: 3031,
  STEP_UP_REQUIRED: 3033,
  OUTCOME_UNKNOWN: 4003,
  LINK_INVALID: 3070,
  EMAIL_UNVERIFIED: 3073,
  PROOF_REFUSED: 3080,
} as const;

/** Where a refusal without named fields belongs on a form. */
const FIELD_OF_CODE: Record<number, string> = {
  [CODE.INSUFFICIENT_FUNDS]: 'quantity',
  [CODE.INVALID_PRICE]: 'price',
  [CODE.INVALID_QUANTITY]: 'quantity',
  [CODE.NOTIONAL_OUT_OF_RANGE]: 'quantity',
  [CODE.AMOUNT_OUT_OF_RANGE]: 'quantity',
  [CODE.POST_ONLY_WOULD_TRADE]: 'price',
  [CODE.INVALID_EXPIRY]: 'expiresAt',
  [CODE.WEAK_PASSWORD]: 'password',
  [CODE.WRONG_SECOND_FACTOR]: 'code',
};

/** A request that was refused or did not get through. `status` 0 means that no answer came: whether it had an effect is not known. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: number | null,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldError[],
    readonly requestId: string | null,
    readonly retryAfterSeconds: number | null,
  ) {
    super(detail ? `${title}. ${detail}` : title);
    this.name = 'Problem';
  }

  /** Whether the request may have taken effect although it looks failed. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.code === CODE.OUTCOME_UNKNOWN;
  }
}

/** The number of an answer's problem; null when it tells none. */
export async function codeOf(response: Response): Promise<number | null> {
  const body: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return problemFrom(response.status, body, null).code;
}

/** The problem that a body of `application/problem+json` describes; any other body is still a problem, only without details. */
export function problemFrom(status: number, body: unknown, retryAfter: string | null): Problem {
  const seconds = retryAfter && /^\d+$/.test(retryAfter) ? Number(retryAfter) : null;
  if (isProblemBody(body)) {
    return new Problem(
      status,
      body.code,
      body.title,
      body.detail,
      body.errors ?? [],
      body.requestId,
      seconds,
    );
  }
  return new Problem(
    status,
    null,
    status >= 500 ? 'The server could not answer' : 'The request was refused',
    `It answered with status ${status} and no explanation. Try again shortly.`,
    [],
    null,
    seconds,
  );
}

/** What a failed `fetch` means. */
export function unreachable(): Problem {
  return new Problem(
    0,
    null,
    'The server does not answer',
    'Check the connection and try again.',
    [],
    null,
    null,
  );
}

/** Any thrown thing as a problem, so that a screen can always say something. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) {
    return error;
  }
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(0, null, 'Something went wrong in this page', detail, [], null, null);
}

export interface FormMessages {
  /** Field name to what to show at it. */
  fields: Record<string, string>;
  /** What to show above the form; null when the fields say it all. */
  form: string | null;
}

/**
 * Spreads a problem over a form: each error goes to its field, and
 * everything that has no field here goes above the form, so that nothing is lost.
 */
export function formMessages(problem: Problem, fieldNames: readonly string[]): FormMessages {
  const fields: Record<string, string> = {};
  const rest: string[] = [];
  for (const error of problem.errors) {
    if (fieldNames.includes(error.field)) {
      fields[error.field] = fields[error.field]
        ? `${fields[error.field]} ${error.message}`
        : error.message;
    } else {
      rest.push(`${error.field}: ${error.message}`);
    }
  }
  if (problem.errors.length === 0) {
    const field = problem.code === null ? undefined : FIELD_OF_CODE[problem.code];
    if (field && fieldNames.includes(field)) {
      fields[field] = problem.detail || problem.title;
    } else {
      rest.push(describe(problem));
    }
  }
  return { fields, form: rest.length > 0 ? rest.join(' ') : null };
}

/** The problem in one or two sentences. Where the detail begins with the title, it says it once. */
export function describe(problem: Problem): string {
  const title = problem.title.replace(/\.$/, '');
  const { detail } = problem;
  const text = detail.startsWith(title) ? detail : detail ? `${title}. ${detail}` : title;
  const wait =
    problem.retryAfterSeconds === null ? '' : ` Try again in ${problem.retryAfterSeconds} s.`;
  return `${text}${wait}`;
}

function isProblemBody(body: unknown): body is ProblemBody {
  if (typeof body !== 'object' || body === null) {
    return false;
  }
  const candidate = body as Partial<ProblemBody>;
  return (
    typeof candidate.title === 'string' &&
    typeof candidate.detail === 'string' &&
    typeof candidate.code === 'number'
  );
}
