import { TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { Decimal } from '../base/decimal';
import styles from './NumberField.module.css';
import { typedNumber } from './typedNumber';

/** A decimal number typed as text. The arrow keys move it by one step. */
export function NumberField({
  label,
  name,
  unit,
  step,
  value,
  disabled = false,
  placeholder = '',
  error,
  onChange,
}: {
  label: string;
  name: string;
  unit: string;
  step: string;
  value: string;
  disabled?: boolean;
  placeholder?: string;
  error: string | undefined;
  onChange: (value: string) => void;
}) {
  const move = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') {
      return;
    }
    event.preventDefault();
    const size = Decimal.of(step);
    const from = Decimal.of(typedNumber(value) ?? '0');
    const to = event.key === 'ArrowUp' ? from.plus(size) : from.minus(size);
    if (to.sign() >= 0) {
      onChange(to.toString());
    }
  };
  return (
    <TextInput
      label={label}
      name={name}
      size="sm"
      inputMode="decimal"
      autoComplete="off"
      disabled={disabled}
      placeholder={placeholder}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      onKeyDown={move}
      rightSection={<span className={styles.unit}>{unit}</span>}
      rightSectionWidth={52}
      error={error}
      classNames={{ input: styles.number ?? '' }}
    />
  );
}
