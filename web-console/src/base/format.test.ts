import { describe, expect, it } from 'vitest';
import { addressRange, compact, exact, fixed, grouped, signedPercent } from './format';

describe('figures', () => {
  it('are grouped in the whole part only', () => {
    expect(grouped('1234567.12345')).toBe('1,234,567.12345');
    expect(grouped('999')).toBe('999');
    expect(grouped('-1000')).toBe('-1,000');
  });

  it('get as many decimals as their column has, and never look larger than they are', () => {
    expect(fixed('67250.5', 2)).toBe('67,250.50');
    expect(fixed('0.999999', 2)).toBe('0.99');
    expect(fixed('not a number', 2)).toBe('not a number');
  });

  it('keep all digits that matter where they are balances', () => {
    expect(exact('100000.000000', 2)).toBe('100,000.00');
    expect(exact('0.12345600', 2)).toBe('0.123456');
  });

  it('are short where they are volumes', () => {
    expect(compact('129384756.12')).toBe('129.38M');
    expect(compact('1999')).toBe('1.99K');
    expect(compact('12.500000')).toBe('12.5');
  });

  it('show a change with its sign', () => {
    expect(signedPercent('0.5')).toBe('+0.50%');
    expect(signedPercent('-0.5')).toBe('\u22120.50%');
    expect(signedPercent('0.00')).toBe('0.00%');
  });
});

describe('a range of addresses', () => {
  it('of one address is that address', () => {
    expect(addressRange('203.0.113.7/32')).toBe('203.0.113.7');
    expect(addressRange('2001:db8:0:0:0:0:0:1/128')).toBe('2001:db8:0:0:0:0:0:1');
    expect(addressRange('2001:db8:0:0:0:0:0:0/32')).toBe('2001:db8:0:0:0:0:0:0/32');
    expect(addressRange('203.0.113.0/24')).toBe('203.0.113.0/24');
  });
});
