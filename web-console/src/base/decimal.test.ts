import { describe, expect, it } from 'vitest';
import { Decimal } from './decimal';

const d = Decimal.of;

describe('a decimal', () => {
  it('is read from plain digits only', () => {
    expect(d('42000.50').toString()).toBe('42000.50');
    expect(d('-0.000000000000000001').toString()).toBe('-0.000000000000000001');
    for (const wrong of ['', '.', '1.', '.5', '1e3', '+1', ' 1', '1,000', 'NaN', '0x10', '1.2.3']) {
      expect(Decimal.parse(wrong), wrong).toBeNull();
    }
    expect(() => d('1e3')).toThrow('Not a decimal number: "1e3"');
  });

  it('stays exact where floating-point numbers do not', () => {
    expect(d('0.1').plus(d('0.2')).toString()).toBe('0.3');
    expect(d('9007199254740993').plus(d('0.000000001')).toString()).toBe(
      '9007199254740993.000000001',
    );
    expect(d('67250.01').times(d('0.00001')).toString()).toBe('0.6725001');
    expect(d('1').minus(d('1.00')).sign()).toBe(0);
  });

  it('rounds as it is told to', () => {
    const rows: [string, number, string, string, string][] = [
      ['1.235', 2, '1.23', '1.24', '1.24'],
      ['1.234', 2, '1.23', '1.24', '1.23'],
      ['-1.235', 2, '-1.23', '-1.24', '-1.24'],
      ['1.2', 2, '1.20', '1.20', '1.20'],
    ];
    for (const [value, scale, down, up, half] of rows) {
      expect(d(value).rounded(scale, 'DOWN').toString()).toBe(down);
      expect(d(value).rounded(scale, 'UP').toString()).toBe(up);
      expect(d(value).rounded(scale, 'HALF_UP').toString()).toBe(half);
    }
  });

  it('divides to the decimals that are asked for', () => {
    expect(d('1').dividedBy(d('3'), 6, 'DOWN').toString()).toBe('0.333333');
    expect(d('2').dividedBy(d('3'), 6, 'UP').toString()).toBe('0.666667');
    expect(d('123.456').dividedBy(d('1000'), 2, 'HALF_UP').toString()).toBe('0.12');
    expect(d('-1').dividedBy(d('3'), 2, 'UP').toString()).toBe('-0.34');
    expect(() => d('1').dividedBy(d('0.00'), 2, 'UP')).toThrow('Division by zero');
  });

  it('goes down to whole steps', () => {
    expect(d('1.23456789').flooredTo(d('0.001')).toString()).toBe('1.234');
    expect(d('7').flooredTo(d('2.5')).toString()).toBe('5.0');
    expect(d('0.4').flooredTo(d('1')).toString()).toBe('0');
  });

  it('compares by value, not by spelling', () => {
    expect(d('1.50').compare(d('1.5'))).toBe(0);
    expect(d('10').compare(d('9.99'))).toBe(1);
    expect(d('-2').compare(d('1'))).toBe(-1);
    expect(d('1.500').stripped().toString()).toBe('1.5');
    expect(d('100').stripped().toString()).toBe('100');
  });
});
