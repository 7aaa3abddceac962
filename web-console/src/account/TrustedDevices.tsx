import { Button, Skeleton } from '@mantine/core';
import { answer, api } from '../api/client';
import { useLoaded } from '../api/loadable';
import type { TrustedDevice } from '../api/types';
import { useSubmit } from '../api/useSubmit';
import { dateTime } from '../base/format';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Refusal, Trouble } from '../shell/Trouble';

const readDevices = async () => (await answer(api.GET('/v1/me/trusted-devices'))).items;

/** The devices that are asked for no second factor. */
export function TrustedDevices() {
  const devices = useLoaded(readDevices);
  const { messages, busy, submit } = useSubmit([]);

  const forget = ({ id }: TrustedDevice) =>
    submit(async () => {
      await answer(api.DELETE('/v1/me/trusted-devices/{id}', { params: { path: { id } } }));
      await devices.load();
    });

  return (
    <Section
      title="Trusted devices"
      lead="They are asked for no second factor for a while. A login offers to trust the device."
    >
      <Trouble problem={devices.problem} retry={devices.load} />
      <Refusal text={messages.form} />
      {!devices.value && !devices.problem && <Skeleton h={60} />}
      {devices.value?.length === 0 && <p role="status">None.</p>}
      {devices.value && devices.value.length > 0 && (
        <div className={area.tableScroll}>
          <table className={area.table}>
            <thead>
              <tr>
                <th scope="col">Device</th>
                <th scope="col" className={area.lesser}>
                  Last used
                </th>
                <th scope="col">Until</th>
                <th scope="col">
                  <span className="visually-hidden">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {devices.value.map((one) => (
                <tr key={one.id}>
                  <td>{one.name}</td>
                  <td className={area.lesser}>{dateTime(one.lastUsedAt)}</td>
                  <td>{dateTime(one.expiresAt)}</td>
                  <td>
                    <Button
                      size="compact-xs"
                      variant="default"
                      disabled={busy}
                      onClick={() => void forget(one)}
                      aria-label={`Trust no more: ${one.name}`}
                    >
                      Trust no more
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}
