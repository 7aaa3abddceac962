-- Where clients send money to. A row never changes but for its status and label: another place is another row.
create table if not exists beneficiaries (
  id uuid primary key,
  user_id uuid not null references users (id),
  kind varchar(20) not null,
  -- name, fields and who keeps the keys, as JSON; encrypted, as is what the client calls it
  destination varchar(8000) not null,
  destination_index varchar(16) not null,
  label varchar(600) not null,
  -- whether the name is the client's own
  own boolean not null,
  created_at timestamp with time zone not null,
  usable_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  key_version integer not null
);

create index if not exists beneficiaries_user on beneficiaries (user_id, id);
create index if not exists beneficiaries_destination on beneficiaries (destination_index);
create index if not exists beneficiaries_key_version on beneficiaries (key_version);

-- What a user, or the staff for a user, set. Locked while a withdrawal of the user is asked for, so that limits count once.
create table if not exists withdrawal_settings (
  user_id uuid primary key references users (id),
  -- whether money goes only to what is in the address book for long enough
  allow_list boolean not null,
  allow_list_off_at timestamp with time zone,
  blocked_until timestamp with time zone,
  blocked_by varchar(200),
  blocked_note varchar(1000)
);

create table if not exists withdrawals (
  id uuid primary key,
  user_id uuid not null references users (id),
  account_id bigint not null references accounts (account_id),
  beneficiary_id uuid not null references beneficiaries (id),
  kind varchar(20) not null,
  rail varchar(20) not null,
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  fee numeric(38,18) not null,
  -- encrypted JSON: where it goes, and what the travel rule wants of who sends
  destination varchar(8000) not null,
  travel varchar(8000) not null,
  -- what it counts as against limits, by which rate of whom and of when; null where there was no good one
  counted numeric(38,18),
  counted_currency varchar(12),
  rate numeric(38,18),
  rate_source varchar(60),
  rate_at timestamp with time zone,
  -- why one of the staff has to look at it, one reason a line; and how many have to approve
  review_reasons varchar(1000) not null,
  approvals integer not null,
  status varchar(20) not null,
  version bigint not null,
  hold_id bigint,
  confirmed_hash varchar(64),
  rail_ref varchar(200),
  sends integer not null,
  errors integer not null,
  failure varchar(300),
  attention varchar(300),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  -- when there is something to do next; null when it waits for a person, or is over
  look_at timestamp with time zone,
  looks integer not null,
  key_version integer not null
);

create index if not exists withdrawals_user on withdrawals (user_id, id);
create index if not exists withdrawals_look_at on withdrawals (look_at);
create index if not exists withdrawals_status on withdrawals (status, id);
create index if not exists withdrawals_key_version on withdrawals (key_version);

-- Every change of a status, with its time and who did it. Rows are only added.
create table if not exists withdrawal_events (
  id uuid primary key,
  withdrawal_id uuid not null references withdrawals (id),
  status varchar(20) not null,
  actor varchar(200) not null,
  note varchar(1000) not null,
  at timestamp with time zone not null
);

create index if not exists withdrawal_events_withdrawal on withdrawal_events (withdrawal_id, id);

-- Who approved exactly what. One that is of another hash than the withdrawal has counts for nothing.
create table if not exists withdrawal_approvals (
  id uuid primary key,
  withdrawal_id uuid not null references withdrawals (id),
  content_hash varchar(64) not null,
  approver varchar(200) not null,
  -- null for operators at the machine, who count as one person
  approver_id uuid references users (id),
  note varchar(1000) not null,
  at timestamp with time zone not null
);

create index if not exists withdrawal_approvals_withdrawal on withdrawal_approvals (withdrawal_id);

-- What a withdrawal has the ledger do: reserved here before its command is submitted, and unique for ever. The id is made of the
-- reference, and is the ledger's tx_ref of all but holds and their release.
create table if not exists withdrawal_movements (
  id uuid primary key,
  reference varchar(100) not null,
  withdrawal_id uuid not null references withdrawals (id),
  account_id bigint not null references accounts (account_id),
  house_account bigint not null,
  kind varchar(20) not null,
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  status varchar(20) not null,
  refusal integer,
  sequence bigint,
  submitted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint withdrawal_movements_reference unique (reference)
);

create index if not exists withdrawal_movements_withdrawal on withdrawal_movements (withdrawal_id);

-- What sends nothing; * is every rail, or every currency.
create table if not exists withdrawal_switches (
  rail varchar(20) not null,
  currency varchar(12) not null,
  note varchar(1000) not null,
  actor varchar(200) not null,
  thrown_at timestamp with time zone not null,
  primary key (rail, currency)
);

-- What one unit of an asset counts as in another against limits, by whom and as of when. The newest counts; older ones show what was.
create table if not exists reporting_rates (
  id uuid primary key,
  currency varchar(12) not null,
  reporting_currency varchar(12) not null,
  rate numeric(38,18) not null,
  source varchar(60) not null,
  as_of timestamp with time zone not null,
  actor varchar(200) not null,
  set_at timestamp with time zone not null
);

create index if not exists reporting_rates_pair on reporting_rates (currency, reporting_currency, as_of);

-- What staff send by the bank.
create table if not exists bank_payouts (
  -- the withdrawal's
  id uuid primary key,
  -- TO_SEND, SENT, SETTLED, NOT_SENT, RETURNED
  status varchar(20) not null,
  reference varchar(100),
  note varchar(300),
  actor varchar(200),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);
