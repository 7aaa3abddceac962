import { Skeleton } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { KycMonitoring } from '../api/types';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';

const read = () => answer(api.GET('/v1/admin/kyc/screening'));

/** How far comparing verified clients with the lists is. */
export function KycScreening() {
  const { value, problem, load } = useLoaded(read);
  return (
    <Section
      title="Lists"
      lead="When a list of sanctions or of politically exposed people changes, every verified client is compared again. Who seems to be on it becomes a case about lists, of which the client does not know."
    >
      <Trouble problem={problem} retry={load} />
      {!value && !problem && <Skeleton h={60} />}
      {value && (value.on ? <Progress {...value} /> : <p role="status">{NO_LISTS}</p>)}
    </Section>
  );
}

const NO_LISTS =
  'There are no lists: nobody is compared with any. The operator names a directory with them by kyc.lists-directory.';

function Progress({ lists, verified, compared, lastAt, openCases }: KycMonitoring) {
  return (
    <dl className={area.facts}>
      <dt>People on them</dt>
      <dd>{lists}</dd>
      <dt>Compared with them</dt>
      <dd>
        {compared} of {verified} verified clients
        {lastAt && `, last on ${dateTime(lastAt)}`}
      </dd>
      <dt>Open cases about lists</dt>
      <dd>{openCases}</dd>
    </dl>
  );
}
