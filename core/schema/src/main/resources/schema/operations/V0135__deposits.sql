-- What clients pay in through a provider. The provider's word is asked for again and again, and this is what is known of it.
create table if not exists deposits (
  id uuid primary key,
  user_id uuid not null references users (id),
  account_id bigint not null references accounts (account_id),
  connector varchar(20) not null,
  method varchar(20) not null,
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  status varchar(20) not null,
  version bigint not null,
  -- what the provider calls the attempt, and the payment that came of it
  provider_ref varchar(200),
  payment_ref varchar(200),
  -- what the client does next, as JSON; encrypted, as is what the payer said of itself
  next_step varchar(100000),
  payer varchar(2000),
  paid numeric(38,18) not null,
  credited numeric(38,18) not null,
  debited numeric(38,18) not null,
  owed numeric(38,18) not null,
  failure varchar(300),
  -- why one of the staff has to look at it
  attention varchar(30),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  -- when the provider is asked next; null when nothing can change any more
  look_at timestamp with time zone,
  looks integer not null,
  key_version integer not null,
  constraint deposits_provider_ref unique (connector, provider_ref)
);

create index if not exists deposits_user on deposits (user_id, id);
create index if not exists deposits_look_at on deposits (look_at);
create index if not exists deposits_payment_ref on deposits (connector, payment_ref);

-- What a deposit moved on the client's account, by what the provider calls the reason: reserved here before its command is
-- submitted, and unique for ever. The id is made of the reference, and is the ledger's tx_ref.
create table if not exists payment_movements (
  id uuid primary key,
  reference varchar(220) not null,
  deposit_id uuid not null references deposits (id),
  account_id bigint not null references accounts (account_id),
  kind varchar(20) not null,
  currency varchar(12) not null,
  amount numeric(38,18) not null,
  status varchar(20) not null,
  refusal integer,
  sequence bigint,
  submitted_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint payment_movements_reference unique (reference)
);

create index if not exists payment_movements_deposit on payment_movements (deposit_id);

-- What providers told, as it came and before anything is done about it. Each event once.
create table if not exists payment_events (
  id uuid primary key,
  connector varchar(20) not null,
  event_id varchar(200) not null,
  body_hash varchar(64) not null,
  type varchar(100) not null,
  deposit_id uuid references deposits (id),
  body varchar(1500000) not null,
  received_at timestamp with time zone not null,
  key_version integer not null,
  constraint payment_events_event unique (connector, event_id),
  constraint payment_events_body unique (connector, body_hash)
);

create index if not exists payment_events_deposit on payment_events (deposit_id);
create index if not exists payment_events_key_version on payment_events (key_version);
create index if not exists deposits_key_version on deposits (key_version);

-- What takes no new deposits; * is every connector, or every currency.
create table if not exists payment_switches (
  connector varchar(20) not null,
  currency varchar(12) not null,
  note varchar(1000) not null,
  actor varchar(200) not null,
  thrown_at timestamp with time zone not null,
  primary key (connector, currency)
);
