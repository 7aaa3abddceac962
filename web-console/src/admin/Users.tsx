import { Button, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useCallback, useState } from 'react';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import { asProblem, describe } from '../api/problem';
import type { Role, UserStatus } from '../api/types';
import { download } from '../base/download';
import { dateTime } from '../base/format';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Trouble } from '../shell/Trouble';
import { choices, ROLE_TEXT, USER_STATUS_TEXT } from './words';

interface Filter {
  email?: string;
  status?: UserStatus;
  role?: Role;
}

/** Finds users. */
export function Users() {
  const [filter, setFilter] = useState<Filter>({});
  const read = useCallback(
    (cursor: string | null) =>
      answer(
        api.GET('/v1/admin/users', {
          params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } },
        }),
      ),
    [filter],
  );
  const users = usePages(read);

  const search = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setFilter(
      Object.fromEntries(
        ['email', 'status', 'role']
          .map((name) => [name, String(form.get(name) ?? '').trim()])
          .filter(([, value]) => value),
      ),
    );
  };

  const exportCsv = async () => {
    try {
      const csv = await answer(
        api.GET('/v1/admin/users.csv', { params: { query: filter }, parseAs: 'blob' }),
      );
      download('users.csv', csv);
    } catch (error) {
      notifications.show({ color: 'red', message: describe(asProblem(error)) });
    }
  };

  return (
    <Section title="Find users">
      <form className={area.filters} onSubmit={search}>
        <TextInput label="Address begins with" name="email" type="search" maxLength={254} />
        <NativeSelect label="Status" name="status" data={choices(USER_STATUS_TEXT, 'Any')} />
        <NativeSelect label="Role" name="role" data={choices(ROLE_TEXT, 'Any')} />
        <Button type="submit">Search</Button>
        <Button variant="default" onClick={() => void exportCsv()}>
          Export as CSV
        </Button>
      </form>
      <Trouble problem={users.problem} retry={users.load} />
      {!users.items && !users.problem && <Skeleton h={160} />}
      {users.items?.length === 0 && <p role="status">Nobody passes this filter.</p>}
      {users.items && users.items.length > 0 && (
        <div className={area.tableScroll}>
          <table className={area.table}>
            <thead>
              <tr>
                <th scope="col">E-mail</th>
                <th scope="col">Name</th>
                <th scope="col">Status</th>
                <th scope="col">Roles</th>
                <th scope="col" className={area.lesser}>
                  Since
                </th>
              </tr>
            </thead>
            <tbody>
              {users.items.map((user) => (
                <tr key={user.id}>
                  <td>
                    <a href={addressOf({ screen: 'ADMIN_USER', user: user.id })}>{user.email}</a>
                  </td>
                  <td>{user.fullName}</td>
                  <td>{USER_STATUS_TEXT[user.status]}</td>
                  <td>{user.roles.map((role) => ROLE_TEXT[role]).join(', ')}</td>
                  <td className={area.lesser}>{dateTime(user.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {users.more && (
        <Button mt="md" size="xs" variant="default" onClick={() => void users.more?.()}>
          Show more
        </Button>
      )}
    </Section>
  );
}
