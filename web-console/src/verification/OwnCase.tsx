import { Alert, Button, Group } from '@mantine/core';
import { answer, api } from '../api/client';
import type { KycCase, KycFileKind } from '../api/types';
import { useForm } from '../api/useForm';
import { Section } from '../shell/Area';
import { Form } from '../shell/Form';
import { CaseFields, changeOf, FIELDS, type FieldName } from './CaseFields';
import { CaseFiles } from './CaseFiles';
import { FILE_TEXT, labelsText, OWN_STATUS_TEXT } from './words';

const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];
const FILE_KINDS = Object.keys(FILE_TEXT) as KycFileKind[];

/** What the person asks for: filled in, handed in, and then looked at by others. */
export function OwnCase({ kycCase, changed }: { kycCase: KycCase; changed: () => Promise<void> }) {
  const mine = kycCase.status === 'DRAFT' || kycCase.status === 'ASKED_AGAIN';
  return (
    <Section
      title={`Your request for ${kycCase.level}`}
      lead={`${OWN_STATUS_TEXT[kycCase.status]} It is about: ${labelsText(kycCase.labels)}.`}
    >
      {kycCase.reason && (
        <Alert color="gray" mb="md" title="What the reviewer says">
          {kycCase.reason}
        </Alert>
      )}
      {mine && <Draft kycCase={kycCase} changed={changed} />}
    </Section>
  );
}

function Draft({ kycCase, changed }: { kycCase: KycCase; changed: () => Promise<void> }) {
  const form = useForm(FIELD_NAMES, FILE_KINDS);
  const path = { id: kycCase.id };

  const save = async () => {
    const said = changeOf(form.values);
    if (Object.keys(said).length > 0) {
      await answer(api.PATCH('/v1/kyc/cases/{id}', { params: { path }, body: said }));
      form.clear();
    }
  };
  const keep = async () => {
    await save();
    await changed();
  };
  const handIn = async () => {
    await save();
    try {
      await answer(api.POST('/v1/kyc/cases/{id}/submission', { params: { path } }));
    } finally {
      await changed();
    }
  };
  const giveUp = async () => {
    await answer(api.DELETE('/v1/kyc/cases/{id}', { params: { path } }));
    await changed();
  };

  return (
    <Form
      form={form}
      verb="Hand in"
      send={handIn}
      besides={
        <Group gap="xs">
          <Button variant="default" disabled={form.busy} onClick={() => void form.submit(keep)}>
            Save for later
          </Button>
          <Button variant="default" disabled={form.busy} onClick={() => void form.submit(giveUp)}>
            Give up
          </Button>
        </Group>
      }
    >
      <CaseFields labels={kycCase.labels} said={kycCase.said} form={form} />
      <CaseFiles kycCase={kycCase} missing={form.errors} changed={changed} />
    </Form>
  );
}
