import { addressOf } from '../base/route';

/** Somebody or something as the audit trail names it. An id is cut short; a user leads to the page about them. */
export function Named({ name }: { name: string }) {
  const [, kind, id] = /^([a-z]+):([0-9a-f-]{36})$/.exec(name) ?? [];
  if (!id) {
    return name;
  }
  const short = `${kind} …${id.slice(-LAST_DIGITS)}`;
  return kind === 'user' ? (
    <a href={addressOf({ screen: 'ADMIN_USER', user: id })} title={name}>
      {short}
    </a>
  ) : (
    <span title={name}>{short}</span>
  );
}

/** The first ones of an id are its time. */
const LAST_DIGITS = 6;
