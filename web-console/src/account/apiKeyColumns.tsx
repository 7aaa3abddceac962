import type { ApiKey } from '../api/types';
import { addressRange } from '../base/format';
import area from '../shell/Area.module.css';
import { Moment } from '../shell/Moment';
import type { Column } from '../shell/Table';

const WORDS = { READ: 'read', TRADE: 'trade', WITHDRAW: 'withdraw' };

/** What is told of an API key, to its owner and to the staff. */
export const API_KEY_COLUMNS: readonly Column<ApiKey>[] = [
  {
    title: 'Key',
    cell: (key) => (
      <>
        {key.label}
        {isOver(key) && <span className={area.badge}>expired</span>}
        <br />
        <code>{key.id}</code>
      </>
    ),
  },
  { title: 'May', cell: ({ scopes }) => scopes.map((scope) => WORDS[scope]).join(', ') },
  {
    title: 'From',
    lesser: true,
    cell: ({ addresses }) => addresses.map(addressRange).join(', ') || 'Anywhere',
  },
  {
    title: 'Until',
    lesser: true,
    cell: ({ expiresAt }) => (expiresAt ? <Moment at={expiresAt} /> : 'No end'),
  },
  {
    title: 'Last used',
    cell: ({ lastUsedAt, lastUsedAddress }) =>
      lastUsedAt ? (
        <>
          <Moment at={lastUsedAt} /> from {lastUsedAddress}
        </>
      ) : (
        'Never'
      ),
  },
];

function isOver({ expiresAt }: ApiKey): boolean {
  return expiresAt !== undefined && Date.parse(expiresAt) <= Date.now();
}
