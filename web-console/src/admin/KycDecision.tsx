import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { me, useMay } from '../account/me';
import { answer, api } from '../api/client';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal } from '../shell/Trouble';
import { CASE_STATUS_TEXT, labelsText } from '../verification/words';
import type { AboutCase } from './KycCasePage';
import { Named } from './Named';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import { CASE_KIND_TEXT } from './words';

/** How far the case is, and what the reader may do about it. */
export function KycDecision({ reviewed, claimed, changed }: AboutCase) {
  const { kycCase, email, fullName, phone } = reviewed;
  const { id, kind, level, status } = kycCase;
  const [act, setAct] = useState<ActWithNote | null>(null);
  const { messages, busy, submit } = useSubmit([]);
  const mayReview = useMay()('KYC_REVIEW');
  const isOwn = useStore(me).value?.id === kycCase.user;
  const isAboutLists = kind === 'SCREENING';
  const path = { id };

  const claim = () =>
    submit(async () => {
      await answer(api.POST('/v1/admin/kyc/cases/{id}/claim', { params: { path } }));
      await changed();
    });

  const approve: ActWithNote = {
    title: `Approve ${level} for ${email}`,
    effect: isAboutLists
      ? 'The client is nobody on the lists, and stays verified.'
      : 'The client holds what the case is about, once as many have approved it as the level wants.',
    verb: 'Approve',
    noteRequired: false,
    perform: async (note) => {
      const after = await answer(
        api.POST('/v1/admin/kyc/cases/{id}/approve', { params: { path }, body: { note } }),
      );
      notifications.show({
        message:
          after.status === 'APPROVED'
            ? `${email} is verified.`
            : 'Approved once. A second reviewer has to approve it too.',
      });
      await changed();
    },
  };
  const request: ActWithNote = {
    title: `Ask ${email} again`,
    effect: 'The case goes back to the client, who can change it and hand it in again.',
    verb: 'Ask again',
    noteRequired: true,
    readBy: 'The client',
    perform: async (reason) => {
      await answer(
        api.POST('/v1/admin/kyc/cases/{id}/request', { params: { path }, body: { reason } }),
      );
      await changed();
    },
  };
  const reject: ActWithNote = {
    title: `Reject ${level} for ${email}`,
    effect: isAboutLists
      ? 'The client is somebody on a list: the identity is verified no more, and the account only cancels from now on. The client is told nothing.'
      : 'The case ends. The client can ask anew.',
    verb: 'Reject',
    noteRequired: true,
    ...(isAboutLists ? {} : { readBy: 'The client' }),
    perform: async (reason) => {
      await answer(
        api.POST('/v1/admin/kyc/cases/{id}/reject', { params: { path }, body: { reason } }),
      );
      await changed();
    },
  };
  const release: ActWithNote = {
    title: 'Put the case back',
    effect: 'Others can claim it.',
    verb: 'Put back',
    noteRequired: false,
    perform: async (note) => {
      await answer(
        api.POST('/v1/admin/kyc/cases/{id}/release', { params: { path }, body: { note } }),
      );
      await changed();
    },
  };

  return (
    <Section title={`${level}: ${CASE_STATUS_TEXT[status]}`}>
      <dl className={area.facts}>
        <dt>Client</dt>
        <dd>
          {fullName}, {email} (<Named name={`user:${kycCase.user}`} />)
        </dd>
        <dt>Telephone</dt>
        <dd>{phone ?? 'None shown'}</dd>
        <dt>Why</dt>
        <dd>{CASE_KIND_TEXT[kind]}</dd>
        <dt>About</dt>
        <dd>{labelsText(kycCase.labels)}</dd>
        <dt>Handed in</dt>
        <dd>{kycCase.submittedAt ? dateTime(kycCase.submittedAt) : 'Not yet'}</dd>
        {kycCase.reviewer && (
          <>
            <dt>Reviewer</dt>
            <dd>
              <Named name={kycCase.reviewer} />
              {claimed && <span className={area.badge}>you</span>}
            </dd>
          </>
        )}
        {kycCase.approver && (
          <>
            <dt>Approved once by</dt>
            <dd>
              <Named name={kycCase.approver} />
            </dd>
          </>
        )}
        {kycCase.reason && (
          <>
            <dt>{isAboutLists ? 'Reason' : 'The client was told'}</dt>
            <dd>{kycCase.reason}</dd>
          </>
        )}
      </dl>
      <Refusal text={messages.form} />
      {mayReview && !isOwn && status === 'SUBMITTED' && (
        <Button mt="md" size="xs" loading={busy} onClick={() => void claim()}>
          Claim
        </Button>
      )}
      {claimed && (
        <Group gap="xs" mt="md">
          {(isAboutLists ? [approve, reject, release] : [approve, request, reject, release]).map(
            (one) => (
              <Button
                key={one.verb}
                size="xs"
                variant={one === approve ? 'filled' : 'default'}
                onClick={() => setAct(one)}
              >
                {one.verb}
              </Button>
            ),
          )}
        </Group>
      )}
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </Section>
  );
}
