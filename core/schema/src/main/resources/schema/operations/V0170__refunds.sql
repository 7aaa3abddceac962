-- What the staff gives back. The account is debited before the provider is asked, so that nobody spends what is on its way back.
create table if not exists payment_refunds (
  id uuid primary key,
  deposit_id uuid not null references deposits (id),
  amount numeric(38,18) not null,
  note varchar(1000) not null,
  actor varchar(200) not null,
  status varchar(20) not null,
  provider_ref varchar(200),
  failure varchar(300),
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null
);

create index if not exists payment_refunds_deposit on payment_refunds (deposit_id);
