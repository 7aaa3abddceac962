import { answer, api } from '../api/client';
import type { TrustedDevice } from '../api/types';
import { useList } from '../api/useList';
import { Section } from '../shell/Area';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable, RowButton } from '../shell/Table';

const readDevices = async () => (await answer(api.GET('/v1/me/trusted-devices'))).items;

const forget = ({ id }: TrustedDevice) =>
  answer(api.DELETE('/v1/me/trusted-devices/{id}', { params: { path: { id } } }));

const COLUMNS: readonly Column<TrustedDevice>[] = [
  { title: 'Device', cell: ({ name }) => name },
  { title: 'Last used', lesser: true, cell: ({ lastUsedAt }) => <Moment at={lastUsedAt} /> },
  { title: 'Until', cell: ({ expiresAt }) => <Moment at={expiresAt} /> },
];

/** The devices that are asked for no second factor. */
export function TrustedDevices() {
  const devices = useList(readDevices);
  return (
    <Section
      title="Trusted devices"
      lead="They are asked for no second factor for a while. A login offers to trust the device."
    >
      <FetchedTable
        label="Your trusted devices"
        list={devices}
        none="No device is trusted."
        columns={COLUMNS}
        keyOf={({ id }) => id}
        actions={(one) => (
          <RowButton
            text="Trust no more"
            label={`Trust no more: ${one.name}`}
            busy={devices.busy}
            act={() => devices.change(() => forget(one))}
          />
        )}
      />
    </Section>
  );
}
