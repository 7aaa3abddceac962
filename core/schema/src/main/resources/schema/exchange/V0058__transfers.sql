-- Every deposit, withdrawal and journal of the log, with the id of its reference: what was booked once is found here also when the
-- database was restored from a backup that is older than the booking.
create table if not exists transfers (
  sequence bigint primary key,
  -- the ledger's tx_ref
  id uuid not null,
  type varchar(12) not null
);

create index if not exists transfers_id on transfers (id);

insert into transfers (sequence, id, type)
  select sequence, cast(min(tx_ref) as uuid), min(type) from ledger_entries
    where type in ('DEPOSIT', 'WITHDRAWAL', 'JOURNAL')
      and not exists (select 1 from transfers)
    group by sequence;
