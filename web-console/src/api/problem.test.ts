import { expect, describe as group, it } from 'vitest';
import { asProblem, describe, formMessages, problemFrom, unreachable } from './problem';

const FIELDS = ['price', 'quantity'];

function body(code: number, more: object = {}) {
  return {
    type: `/problems/${code}`,
    title: 'A field breaks a rule',
    status: 400,
    detail: 'Correct the fields named in errors.',
    code,
    requestId: 'request-1',
    ...more,
  };
}

group('a problem', () => {
  it('shows each error at its field', () => {
    const problem = problemFrom(
      400,
      body(1002, {
        errors: [
          { field: 'price', rule: 'tick', message: 'The price must be a multiple of 0.01.' },
          { field: 'quantity', rule: 'lot', message: 'The quantity must be a multiple of 0.001.' },
        ],
      }),
      null,
    );
    expect(formMessages(problem, FIELDS)).toEqual({
      fields: {
        price: 'The price must be a multiple of 0.01.',
        quantity: 'The quantity must be a multiple of 0.001.',
      },
      form: null,
    });
  });

  it('loses no error: one without a place on the form stands above it', () => {
    const problem = problemFrom(
      400,
      body(1002, { errors: [{ field: 'symbol', rule: 'known', message: 'There is no ABC-USD.' }] }),
      null,
    );
    expect(formMessages(problem, FIELDS)).toEqual({
      fields: {},
      form: 'symbol: There is no ABC-USD.',
    });
  });

  it('puts a refusal of the engine at the field it is about', () => {
    const price = problemFrom(400, body(2005, { detail: 'The price is off the tick.' }), null);
    expect(formMessages(price, FIELDS).fields).toEqual({ price: 'The price is off the tick.' });
    const funds = problemFrom(409, body(2004, { detail: 'It takes 10 USD; 5 are there.' }), null);
    expect(formMessages(funds, FIELDS).fields).toEqual({
      quantity: 'It takes 10 USD; 5 are there.',
    });
    const stopped = problemFrom(503, body(4002, { title: 'The exchange is stopped' }), null);
    expect(formMessages(stopped, FIELDS)).toEqual({
      fields: {},
      form: 'The exchange is stopped. Correct the fields named in errors.',
    });
  });

  it('is not said twice', () => {
    const title = 'The available balance does not cover this';
    const told = problemFrom(409, body(2004, { title, detail: `${title}. Deposit.` }), null);
    expect(describe(told)).toBe(`${title}. Deposit.`);
    expect(describe(problemFrom(409, body(2004, { title, detail: '' }), null))).toBe(title);
  });

  it('says how long to wait', () => {
    const problem = problemFrom(
      429,
      body(3005, { title: 'Too many requests', detail: 'Wait as Retry-After says.' }),
      '7',
    );
    expect(problem.retryAfterSeconds).toBe(7);
    expect(describe(problem)).toBe(
      'Too many requests. Wait as Retry-After says. Try again in 7 s.',
    );
  });

  it('is made of anything that is not a problem document', () => {
    const problem = problemFrom(502, '<html>Bad gateway</html>', null);
    expect(problem.code).toBeNull();
    expect(describe(problem)).toBe(
      'The server could not answer. It answered with status 502 and no explanation. Try again shortly.',
    );
    expect(describe(asProblem(new TypeError('x is undefined')))).toBe(
      'Something went wrong in this page. x is undefined',
    );
  });

  it('knows when the outcome is open', () => {
    expect(unreachable().outcomeUnknown).toBe(true);
    expect(problemFrom(504, body(4003), null).outcomeUnknown).toBe(true);
    expect(problemFrom(409, body(2004), null).outcomeUnknown).toBe(false);
    expect(problemFrom(503, body(4001), null).outcomeUnknown).toBe(false);
  });
});
