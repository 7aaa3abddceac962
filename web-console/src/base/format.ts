import { Decimal } from './decimal';

/** Thousands separated by commas: `1234567.5` is `1,234,567.5`. */
export function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const withCommas = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? withCommas : `${withCommas}.${fraction}`;
}

/** Exactly `scale` decimals, so that a column of figures lines up. Digits beyond are cut, not rounded up: a balance is never shown larger than it is. */
export function fixed(text: string, scale: number): string {
  const value = Decimal.parse(text);
  return value ? grouped(value.rounded(scale, 'DOWN').toString()) : text;
}

/** All digits that matter and at least `minimumScale` decimals. */
export function exact(text: string, minimumScale = 0): string {
  const value = Decimal.parse(text)?.stripped();
  if (!value) {
    return text;
  }
  return grouped(
    (value.scale < minimumScale ? value.rounded(minimumScale, 'DOWN') : value).toString(),
  );
}

/** `1234567` as `1.23M`: for volumes, where the size matters and the digits do not. */
export function compact(text: string): string {
  const value = Decimal.parse(text);
  if (!value) {
    return text;
  }
  const steps: [string, Decimal][] = [
    ['B', Decimal.of('1000000000')],
    ['M', Decimal.of('1000000')],
    ['K', Decimal.of('1000')],
  ];
  for (const [letter, step] of steps) {
    if (value.compare(step) >= 0) {
      return `${value.dividedBy(step, 2, 'DOWN').toString()}${letter}`;
    }
  }
  return exact(value.rounded(Math.min(value.scale, 4), 'DOWN').toString());
}

/** `1.5` as `+1.50%`, with a real minus sign for a fall. */
export function signedPercent(text: string): string {
  const value = Decimal.parse(text)?.rounded(2, 'HALF_UP');
  if (!value) {
    return text;
  }
  const digits = value.toString().replace('-', '');
  return `${value.sign() < 0 ? '\u2212' : value.sign() > 0 ? '+' : ''}${digits}%`;
}

/** Local wall-clock time of an RFC 3339 instant: `14:03:59`. */
export function clockTime(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : CLOCK.format(date);
}

/** Local date and time of an RFC 3339 instant: `2026-03-01 14:03:59`. */
export function dateTime(instant: string): string {
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) {
    return instant;
  }
  const part = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${part(date.getMonth() + 1)}-${part(date.getDate())}`;
  return `${day} ${CLOCK.format(date)}`;
}

/** The same without year and seconds: `03-01 14:03`. */
export function dayAndTime(instant: string): string {
  return dateTime(instant).slice(5, 16);
}

/** A range of addresses; one of a single address as that address. */
export function addressRange(subnet: string): string {
  return subnet.replace(subnet.includes(':') ? /\/128$/ : /\/32$/, '');
}

/** What was typed as local date and time, as that field of a request; nothing where nothing was typed. */
export function timeOf<Name extends string>(
  name: Name,
  typed: string,
): { [name in Name]?: string } {
  return typed ? ({ [name]: new Date(typed).toISOString() } as { [name in Name]: string }) : {};
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
