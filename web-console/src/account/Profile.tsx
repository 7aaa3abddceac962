import { SegmentedControl, Skeleton, useMantineColorScheme } from '@mantine/core';
import { dateTime } from '../base/format';
import { useStore } from '../base/store';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';
import { Fees } from './Fees';
import { loadMe, me } from './me';

export function Profile() {
  return (
    <>
      <Person />
      <Fees />
      <Appearance />
    </>
  );
}

function Person() {
  const { value: person, problem } = useStore(me);
  return (
    <Section title="Person" lead="Who you are on this exchange.">
      <Trouble problem={problem} retry={loadMe} />
      <dl className={area.facts}>
        <dt>Name</dt>
        <dd>{person?.fullName ?? <Skeleton h={20} w={160} />}</dd>
        <dt>E-mail</dt>
        <dd>{person?.email ?? <Skeleton h={20} w={200} />}</dd>
        <dt>Account number</dt>
        <dd>{person?.account ?? <Skeleton h={20} w={80} />}</dd>
        <dt>Since</dt>
        <dd>{person ? dateTime(person.createdAt) : <Skeleton h={20} w={140} />}</dd>
      </dl>
    </Section>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Section title="Appearance" lead="Kept in this browser.">
      <SegmentedControl
        aria-label="Theme"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
        data={[
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
          { value: 'auto', label: 'As the system' },
        ]}
      />
    </Section>
  );
}
