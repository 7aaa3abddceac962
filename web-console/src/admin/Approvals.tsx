import { Button, Group, NativeSelect, Skeleton } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useCallback, useState } from 'react';
import { me } from '../account/me';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { Approval, ApprovalStatus } from '../api/types';
import { dateTime } from '../base/format';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';
import { Named } from './Named';
import { type ActWithNote, NoteDialog } from './NoteDialog';
import { Policies } from './Policies';
import { APPROVAL_STATUS_TEXT, choices, readable } from './words';

/** What waits for a second person, and what became of it. */
export function Approvals() {
  const [status, setStatus] = useState<ApprovalStatus | ''>('PENDING');
  const [act, setAct] = useState<ActWithNote | null>(null);
  const own = useStore(me).value?.id;
  const read = useCallback(
    async () =>
      (
        await answer(
          api.GET('/v1/admin/approvals', {
            params: { query: { limit: 100, ...(status ? { status } : {}) } },
          }),
        )
      ).items,
    [status],
  );
  const approvals = useLoaded(read);

  /** The hash of what stands on the screen goes along: only exactly that is done. */
  const approve = ({ id, action, target, contentHash }: Approval): ActWithNote => ({
    title: `Approve ${action}`,
    effect: `What you have read will be done to ${target}, exactly so.`,
    verb: 'Approve',
    noteRequired: false,
    perform: async (note) => {
      await answer(
        api.POST('/v1/admin/approvals/{id}/approve', {
          params: { path: { id } },
          body: { contentHash, ...(note ? { note } : {}) },
        }),
      );
      notifications.show({ message: `${action} is approved, and done.` });
      await approvals.load();
    },
  });

  const reject = ({ id, action, makerId }: Approval): ActWithNote => ({
    title: makerId === own ? `Take back ${action}` : `Reject ${action}`,
    effect: 'It will not be done.',
    verb: makerId === own ? 'Take back' : 'Reject',
    noteRequired: false,
    perform: async (note) => {
      await answer(
        api.POST('/v1/admin/approvals/{id}/reject', {
          params: { path: { id } },
          body: note ? { note } : {},
        }),
      );
      await approvals.load();
    },
  });

  return (
    <>
      <Section
        title="A second person"
        lead="Some acts need a second person. Nobody approves what they asked for themselves."
      >
        <NativeSelect
          label="Show"
          maw={200}
          value={status}
          onChange={(event) => setStatus(event.currentTarget.value as ApprovalStatus | '')}
          data={choices(APPROVAL_STATUS_TEXT, 'All')}
        />
      </Section>
      <Trouble problem={approvals.problem} retry={approvals.load} />
      {!approvals.value && !approvals.problem && <Skeleton h={160} />}
      {approvals.value?.length === 0 && (
        <p role="status">
          {status === 'PENDING' ? 'Nothing waits for a second person.' : 'There is none.'}
        </p>
      )}
      {approvals.value?.map((one) => (
        <Section key={one.id} title={one.action}>
          <dl className={area.facts}>
            <dt>To whom</dt>
            <dd>
              <Named name={one.target} />
            </dd>
            <dt>Asked for by</dt>
            <dd>
              <Named name={one.maker} />
              {one.makerId === own && <span className={area.badge}>you</span>},{' '}
              {dateTime(one.createdAt)}
            </dd>
            {one.note && (
              <>
                <dt>Reason</dt>
                <dd>{one.note}</dd>
              </>
            )}
            <dt>Exactly this</dt>
            <dd>
              <pre className={area.verbatim}>{readable(one.content)}</pre>
            </dd>
            <dt>Its hash</dt>
            <dd className={area.verbatim}>{one.contentHash}</dd>
            <dt>State</dt>
            <dd>
              {APPROVAL_STATUS_TEXT[one.status]}
              {one.status === 'PENDING'
                ? `, until ${dateTime(one.expiresAt)}`
                : one.decidedBy &&
                  `, by ${one.decidedBy}${one.alone ? ', who had asked for it too' : ''}`}
              {one.decisionNote && `: ${one.decisionNote}`}
            </dd>
          </dl>
          {one.status === 'PENDING' && (
            <Group gap="xs" mt="md">
              <Button size="xs" onClick={() => setAct(approve(one))}>
                Approve
              </Button>
              <Button size="xs" variant="default" onClick={() => setAct(reject(one))}>
                {one.makerId === own ? 'Take back' : 'Reject'}
              </Button>
            </Group>
          )}
        </Section>
      ))}
      <Policies />
      <NoteDialog act={act} onClose={() => setAct(null)} />
    </>
  );
}
