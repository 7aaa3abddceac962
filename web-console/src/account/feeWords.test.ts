import { describe, expect, it } from 'vitest';
import { feeLead, nextTier } from './feeWords';

const FEE = { symbol: 'BTC-USD', makerBasisPoints: '8', takerBasisPoints: '12.5', tier: 0 };

describe('the words about fees', () => {
  it('say what was traded', () => {
    const volume = { currency: 'USD', amount: '1250.500000', days: 30 };
    expect(feeLead({ group: 0, feeExempt: false, volume, items: [] })).toBe(
      '1,250.50 USD traded within 30 days. An order keeps the fees that it was accepted with.',
    );
    expect(feeLead({ group: 0, feeExempt: true, items: [] })).toBe('This account pays no fees.');
    expect(feeLead(null)).toBe('An order keeps the fees that it was accepted with.');
  });

  it('say what is missing to pay less', () => {
    const next = {
      minimumVolume: '100000.000000',
      missing: '98749.500000',
      makerBasisPoints: '-0.5',
      takerBasisPoints: '10',
    };
    expect(nextTier({ ...FEE, nextTier: next }, 'USD')).toBe('-0.5 / 10 after 98,749.50 USD more');
    expect(nextTier(FEE, 'USD')).toBe('–');
  });
});
