-- What a user was told of the end of a label: SOON, EXPIRED, LAPSED.
alter table kyc_labels add column if not exists notice varchar(20);

create index if not exists kyc_labels_end on kyc_labels (expires_at);

-- Accounts that may only cancel because a label of their user has lapsed.
create table if not exists kyc_stops (
  user_id uuid primary key references users (id),
  account bigint not null,
  since timestamp with time zone not null,
  -- whether the account could trade before; else somebody else had stopped it, and it stays stopped
  ours boolean not null
);
