import { describe, expect, it } from 'vitest';
import { HOW_TO_TYPE, positiveNumberProblem, typedNumber } from './typedNumber';

describe('a typed number', () => {
  it('is taken as people write it, where that is certain', () => {
    const rows: [string, string][] = [
      ['0.05', '0.05'],
      ['.5', '0.5'],
      ['1.', '1'],
      ['007', '7'],
      ['0', '0'],
      ['00.10', '0.10'],
      [' 1 234.5 ', '1234.5'],
      ['65,576.73', '65576.73'],
      ['1,000', '1000'],
      ['1,234,567', '1234567'],
    ];
    for (const [text, number] of rows) {
      expect(typedNumber(text), text).toBe(number);
    }
  });

  it('is not guessed', () => {
    for (const text of ['', '.', '1,5', '1,00', '1.234,50', '1e3', '-1', '+1', 'ten', '1.2.3']) {
      expect(typedNumber(text), text).toBeNull();
    }
  });

  it('says what is missing', () => {
    expect(positiveNumberProblem('', 'a price')).toBe('Enter a price.');
    expect(positiveNumberProblem('0.00', 'a price')).toBe('Enter a price above zero.');
    expect(positiveNumberProblem('1,5', 'a price')).toBe(HOW_TO_TYPE);
    expect(positiveNumberProblem('1.5', 'a price')).toBeNull();
  });
});
