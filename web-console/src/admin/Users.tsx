import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useCallback, useState } from 'react';
import { useMay } from '../account/me';
import { answer, api } from '../api/client';
import { usePages } from '../api/loadable';
import type { Role, User, UserStatus } from '../api/types';
import { addressOf } from '../base/route';
import { Section } from '../shell/Area';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import { type Column, FetchedTable } from '../shell/Table';
import { CsvButton } from './CsvButton';
import { filterOf } from './filterOf';
import { choices, ROLE_TEXT, USER_STATUS_TEXT } from './words';

interface Filter {
  email?: string;
  status?: UserStatus;
  role?: Role;
}

const COLUMNS: readonly Column<User>[] = [
  {
    title: 'E-mail',
    cell: ({ id, email }) => <a href={addressOf({ screen: 'ADMIN_USER', user: id })}>{email}</a>,
  },
  { title: 'Name', cell: ({ fullName }) => fullName },
  { title: 'Status', cell: ({ status }) => USER_STATUS_TEXT[status] },
  { title: 'Roles', cell: ({ roles }) => roles.map((role) => ROLE_TEXT[role]).join(', ') },
  { title: 'Since', lesser: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
];

/** Finds users. */
export function Users() {
  const [filter, setFilter] = useState<Filter>({});
  const may = useMay();
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
    setFilter(filterOf(event.currentTarget));
  };

  return (
    <Section title="Find users">
      <form className={area.filters} onSubmit={search}>
        <TextInput label="Address begins with" name="email" type="search" maxLength={254} />
        <NativeSelect label="Status" name="status" data={choices(USER_STATUS_TEXT, 'Any')} />
        <NativeSelect label="Role" name="role" data={choices(ROLE_TEXT, 'Any')} />
        <Button type="submit">Search</Button>
        {may('USERS_EXPORT') && (
          <CsvButton
            file="users.csv"
            read={() =>
              answer(api.GET('/v1/admin/users.csv', { params: { query: filter }, parseAs: 'blob' }))
            }
          />
        )}
      </form>
      <FetchedTable
        label="Users"
        list={users}
        none="Nobody passes this filter."
        columns={COLUMNS}
        keyOf={({ id }) => id}
      />
    </Section>
  );
}
