import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { KycCaseChange, KycLabel } from '../api/types';
import type { useForm } from '../api/useForm';
import { DOCUMENT_TEXT } from './words';

export type FieldName = keyof KycCaseChange;

interface Field {
  /** Of which label it is a part. */
  of: KycLabel;
  label: string;
  hint?: string;
  as: 'LINE' | 'DATE' | 'TEXT' | Record<string, string>;
  complete?: string;
  longest?: number;
}

/** What a person says in a case, in the order in which it is asked. */
export const FIELDS: Record<FieldName, Field> = {
  legalName: {
    of: 'IDENTITY',
    label: 'Full name',
    hint: 'As it stands in the document.',
    as: 'LINE',
    complete: 'name',
    longest: 200,
  },
  birthDate: { of: 'IDENTITY', label: 'Date of birth', as: 'DATE', complete: 'bday' },
  documentType: { of: 'IDENTITY', label: 'Document', as: DOCUMENT_TEXT },
  documentCountry: {
    of: 'IDENTITY',
    label: 'Issued by',
    hint: 'The country by two capital letters, such as DE.',
    as: 'LINE',
    longest: 2,
  },
  documentNumber: { of: 'IDENTITY', label: 'Number of the document', as: 'LINE', longest: 80 },
  documentExpiresOn: { of: 'IDENTITY', label: 'The document is good until', as: 'DATE' },
  address: {
    of: 'ADDRESS',
    label: 'Postal address',
    hint: 'Where you live: street, town and country.',
    as: 'TEXT',
    complete: 'street-address',
  },
  sourceOfFunds: {
    of: 'SOURCE_OF_FUNDS',
    label: 'Where your money comes from',
    hint: 'Work, a sale, an inheritance: in your words.',
    as: 'TEXT',
  },
};

const LONGEST_TEXT = 1000;

/** The fields of the labels that a case is about. What was said already is not shown again, and stays unless it is said anew. */
export function CaseFields({
  labels,
  said,
  field,
}: {
  labels: readonly KycLabel[];
  said: readonly string[];
  field: ReturnType<typeof useForm<FieldName>>['field'];
}) {
  return (Object.keys(FIELDS) as FieldName[])
    .filter((name) => labels.includes(FIELDS[name].of))
    .map((name) => (
      <Input key={name} given={said.includes(name)} {...FIELDS[name]} tied={field(name)} />
    ));
}

function Input({
  given,
  label,
  hint,
  as,
  complete,
  longest = LONGEST_TEXT,
  tied,
}: Field & { given: boolean; tied: ReturnType<ReturnType<typeof useForm>['field']> }) {
  const common = {
    label,
    description: given ? 'Given. Fill it in again to change it.' : hint,
    autoComplete: complete ?? 'off',
    ...tied,
  };
  switch (as) {
    case 'LINE':
      return <TextInput maxLength={longest} {...common} />;
    case 'DATE':
      return <TextInput type="date" {...common} />;
    case 'TEXT':
      return <Textarea rows={3} maxLength={longest} {...common} />;
    default:
      return (
        <NativeSelect
          data={[
            { value: '', label: given ? 'As given' : 'Choose' },
            ...Object.entries(as).map(([value, text]) => ({ value, label: text })),
          ]}
          {...common}
        />
      );
  }
}
