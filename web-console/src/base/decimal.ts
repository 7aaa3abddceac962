/** What happens to digits that do not fit. `DOWN` cuts them off, `UP` goes away from zero. */
export type Rounding = 'DOWN' | 'UP' | 'HALF_UP';

const SHAPE = /^(-?)(\d+)(?:\.(\d+))?$/;

/**
 * An exact decimal number: `units` times ten to the power of minus `scale`. Money, prices and
 * quantities come as decimal strings and stay exact through here; they never become a
 * floating-point number on the way to a calculation.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0n, 0);

  private constructor(
    readonly units: bigint,
    readonly scale: number,
  ) {}

  /** The number that `text` spells in plain digits, or null: exponents, spaces and signs other than a leading minus are refused. */
  static parse(text: string): Decimal | null {
    const match = SHAPE.exec(text);
    if (!match) {
      return null;
    }
    const [, sign = '', whole = '', fraction = ''] = match;
    const units = BigInt(whole + fraction);
    return new Decimal(sign ? -units : units, fraction.length);
  }

  /** The same for text that the server sent: it is a defect if that is not a decimal. */
  static of(text: string): Decimal {
    const value = Decimal.parse(text);
    if (!value) {
      throw new RangeError(`Not a decimal number: ${JSON.stringify(text)}`);
    }
    return value;
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.unitsAt(scale) + other.unitsAt(scale), scale);
  }

  minus(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.unitsAt(scale) - other.unitsAt(scale), scale);
  }

  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale);
  }

  /** The quotient with `scale` decimals. */
  dividedBy(other: Decimal, scale: number, rounding: Rounding): Decimal {
    if (other.units === 0n) {
      throw new RangeError('Division by zero');
    }
    const shift = scale + other.scale - this.scale;
    const numerator = shift >= 0 ? this.units * power(shift) : this.units;
    const denominator = shift >= 0 ? other.units : other.units * power(-shift);
    return new Decimal(divide(numerator, denominator, rounding), scale);
  }

  /** The same number with exactly `scale` decimals. */
  rounded(scale: number, rounding: Rounding): Decimal {
    if (scale >= this.scale) {
      return new Decimal(this.unitsAt(scale), scale);
    }
    return new Decimal(divide(this.units, power(this.scale - scale), rounding), scale);
  }

  /** The nearest whole multiple of `step` towards zero, written with the decimals of `step`. */
  flooredTo(step: Decimal): Decimal {
    if (step.units <= 0n) {
      throw new RangeError('A step is positive');
    }
    const scale = Math.max(this.scale, step.scale);
    const stepUnits = step.unitsAt(scale);
    const units = (this.unitsAt(scale) / stepUnits) * stepUnits;
    return new Decimal(units, scale).rounded(step.scale, 'DOWN');
  }

  /** Negative, zero or positive, as `this` is less than, equal to or greater than `other`. */
  compare(other: Decimal): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.unitsAt(scale) - other.unitsAt(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  sign(): number {
    return this.units < 0n ? -1 : this.units > 0n ? 1 : 0;
  }

  /** This number counted in units of 10^-`scale`, which must not lose digits. */
  unitsAt(scale: number): bigint {
    if (scale < this.scale) {
      throw new RangeError('Would lose digits');
    }
    return this.units * power(scale - this.scale);
  }

  /** Without zeros at the end: `1.50` and `1.5` are one number. */
  stripped(): Decimal {
    let { units, scale } = this;
    while (scale > 0 && units % 10n === 0n) {
      units /= 10n;
      scale -= 1;
    }
    return new Decimal(units, scale);
  }

  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units)
      .toString()
      .padStart(this.scale + 1, '0');
    const whole = digits.slice(0, digits.length - this.scale);
    const fraction = digits.slice(digits.length - this.scale);
    return `${this.units < 0n ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
  }
}

function power(exponent: number): bigint {
  return 10n ** BigInt(exponent);
}

function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  const quotient = numerator / denominator;
  const remainder = numerator % denominator;
  if (remainder === 0n) {
    return quotient;
  }
  const awayFromZero = numerator < 0n === denominator < 0n ? 1n : -1n;
  switch (rounding) {
    case 'DOWN':
      return quotient;
    case 'UP':
      return quotient + awayFromZero;
    case 'HALF_UP':
      return 2n * magnitude(remainder) >= magnitude(denominator)
        ? quotient + awayFromZero
        : quotient;
  }
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}
