import type { FormMessages } from '../api/problem';
import { Decimal } from '../base/decimal';

const PLAIN = /^\d*\.?\d*$/;
const GROUPED = /^\d{1,3}(,\d{3})+(\.\d*)?$/;

/** What to say about a number that `typedNumber` does not understand. */
export const HOW_TO_TYPE = 'Use digits, and a point for decimals, such as 1234.5.';

/**
 * The decimal string that a person means, or null when it is not certain. Commas are taken as
 * thousands only where they stand as such: whether `1,5` is one and a half or a slip is not ours to
 * guess, with money.
 */
export function typedNumber(text: string): string | null {
  const bare = text.replace(/\s/g, '');
  const digits = GROUPED.test(bare) ? bare.replace(/,/g, '') : bare;
  if (!PLAIN.test(digits) || !/\d/.test(digits)) {
    return null;
  }
  const [whole = '', fraction = ''] = digits.split('.');
  const significant = whole.replace(/^0+(?=\d)/, '') || '0';
  return fraction ? `${significant}.${fraction}` : significant;
}

/** What is wrong with typed numbers that have to be above zero, by field; null when nothing is. */
export function wrongNumbers(texts: Record<string, string>): FormMessages | null {
  const fields: Record<string, string> = {};
  for (const [field, text] of Object.entries(texts)) {
    const problem = positiveNumberProblem(text, `a ${field}`);
    if (problem) {
      fields[field] = problem;
    }
  }
  return Object.keys(fields).length > 0 ? { fields, form: null } : null;
}

/** What is wrong with a number that has to be above zero; null when nothing is. */
export function positiveNumberProblem(text: string, what: string): string | null {
  const typed = typedNumber(text);
  if (typed === null) {
    return text.trim() === '' ? `Enter ${what}.` : HOW_TO_TYPE;
  }
  return Decimal.of(typed).sign() > 0 ? null : `Enter ${what} above zero.`;
}
