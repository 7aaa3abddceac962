import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import type { Policy } from '../api/types';
import { useList } from '../api/useList';
import { Section } from '../shell/Area';
import { type Column, FetchedTable, RowButton } from '../shell/Table';
import { tellDoneOrWaiting } from './tellDoneOrWaiting';

const SECONDS_AN_HOUR = 3600;

const readPolicies = async () => (await answer(api.GET('/v1/admin/approvals/policies'))).items;

const COLUMNS: readonly Column<Policy>[] = [
  { title: 'Act', cell: ({ action }) => action },
  { title: 'A second person', cell: ({ required }) => (required ? 'Needed' : 'Not needed') },
  {
    title: 'Alone',
    lesser: true,
    cell: ({ selfApprovalSeconds }) =>
      selfApprovalSeconds === undefined
        ? 'Never'
        : `After ${Math.ceil(selfApprovalSeconds / SECONDS_AN_HOUR)} h`,
  },
];

/** Which acts need a second person. */
export function Policies() {
  const policies = useList(readPolicies);
  const mayChange = useMay()('ROLES');

  const change = async ({ action, required }: Policy) =>
    tellDoneOrWaiting(
      await answer(
        api.POST('/v1/admin/approvals/policies/{action}', {
          params: { path: { action } },
          body: { required: !required },
        }),
      ),
      required ? `${action} needs no second person.` : `${action} needs a second person.`,
    );

  const changeButton = (policy: Policy) => (
    <RowButton
      text={policy.required ? 'Do without' : 'Require'}
      label={`${policy.required ? 'Do without a second person' : 'Require a second person'}: ${policy.action}`}
      busy={policies.busy}
      act={() => policies.change(() => change(policy))}
    />
  );

  return (
    <Section
      title="What needs a second person"
      lead="As soon as anything does, a change here does too. Teams of one: bourse approvals policy has --alone-after."
    >
      <FetchedTable
        label="Policies"
        list={policies}
        columns={COLUMNS}
        keyOf={({ action }) => action}
        actions={mayChange ? changeButton : undefined}
      />
    </Section>
  );
}
