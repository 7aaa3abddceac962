import { Checkbox, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { KycCaseChange, KycDisclosure, KycLabel } from '../api/types';
import type { useForm } from '../api/useForm';
import { DISCLOSURE_TEXT, DOCUMENT_TEXT } from './words';

export type FieldName = keyof KycCaseChange;

interface Field {
  /** Of which label it is a part. */
  of: KycLabel;
  label: string;
  hint?: string;
  as: 'LINE' | 'DATE' | 'TEXT' | 'DISCLOSURES' | Record<string, string>;
  complete?: string;
  longest?: number;
}

const COUNTRY = 'The country by two capital letters, such as DE.';

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
    hint: COUNTRY,
    as: 'LINE',
    longest: 2,
  },
  documentNumber: { of: 'IDENTITY', label: 'Number of the document', as: 'LINE', longest: 80 },
  documentExpiresOn: { of: 'IDENTITY', label: 'The document is good until', as: 'DATE' },
  disclosures: { of: 'IDENTITY', label: 'What is true of you', as: 'DISCLOSURES' },
  disclosureDetails: {
    of: 'IDENTITY',
    label: 'Details of that',
    hint: 'Which function or company, and who. Only where something above is true.',
    as: 'TEXT',
  },
  trustedContact: {
    of: 'IDENTITY',
    label: 'Trusted contact',
    hint: 'Whom may we ask when we cannot reach you? Name and telephone; may stay empty.',
    as: 'LINE',
    longest: 200,
  },
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
  citizenship: { of: 'TAX_RESIDENCY', label: 'Citizenship', hint: COUNTRY, as: 'LINE', longest: 2 },
  taxCountry: {
    of: 'TAX_RESIDENCY',
    label: 'Where you pay taxes',
    hint: COUNTRY,
    as: 'LINE',
    longest: 2,
  },
  taxNumber: { of: 'TAX_RESIDENCY', label: 'Your tax number there', as: 'LINE', longest: 80 },
  usPerson: {
    of: 'TAX_RESIDENCY',
    label: 'Are you a United States person?',
    hint: 'Show a signed W-9 if you are, otherwise a signed W-8BEN.',
    as: { false: 'No', true: 'Yes' },
  },
};

const LONGEST_TEXT = 1000;
const NONE = 'NONE';
const GIVEN = 'Given. Fill it in again to change it.';

/** The fields of the labels that a case is about. What was said already is not shown again, and stays unless it is said anew. */
export function CaseFields({
  labels,
  said,
  form,
}: {
  labels: readonly KycLabel[];
  said: readonly string[];
  form: Pick<ReturnType<typeof useForm<FieldName>>, 'values' | 'field' | 'set' | 'errors'>;
}) {
  return (Object.keys(FIELDS) as FieldName[])
    .filter((name) => labels.includes(FIELDS[name].of))
    .map((name) =>
      FIELDS[name].as === 'DISCLOSURES' ? (
        <Disclosures
          key={name}
          given={said.includes(name)}
          label={FIELDS[name].label}
          value={form.values[name]}
          set={(value) => form.set(name, value)}
          error={form.errors[name]}
        />
      ) : (
        <Input key={name} given={said.includes(name)} {...FIELDS[name]} tied={form.field(name)} />
      ),
    );
}

/** Nothing is said while `value` is empty; NONE says that nothing of it is true. */
function Disclosures({
  given,
  label,
  value,
  set,
  error,
}: {
  given: boolean;
  label: string;
  value: string;
  set: (value: string) => void;
  error: string | undefined;
}) {
  const chosen = value ? value.split(',') : [];
  const choose = (now: string[]) => {
    const added = now.find((one) => !chosen.includes(one));
    set(added === NONE ? NONE : now.filter((one) => one !== NONE).join(','));
  };
  return (
    <Checkbox.Group
      label={label}
      description={given ? GIVEN : 'The law wants us to ask.'}
      value={chosen}
      onChange={choose}
      error={error}
    >
      <Stack gap={6} mt={6}>
        {Object.entries({ ...DISCLOSURE_TEXT, [NONE]: 'Nothing of this' }).map(([name, text]) => (
          <Checkbox key={name} value={name} label={text} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

/** What was filled in, as the API takes it. */
export function changeOf(values: Record<FieldName, string>): KycCaseChange {
  const { disclosures, usPerson, ...texts } = values;
  return {
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value.trim())),
    ...(disclosures && {
      disclosures: disclosures === NONE ? [] : (disclosures.split(',') as KycDisclosure[]),
    }),
    ...(usPerson && { usPerson: usPerson === 'true' }),
  };
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
    description: given ? GIVEN : hint,
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
