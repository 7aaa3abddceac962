-- Orders that depend on each other. A list's id is that of its first order; the ids of the others follow.
create table if not exists order_lists (
  id bigint primary key,
  account_id bigint not null,
  type varchar(10) not null,
  symbol varchar(25) not null,
  client_order_id varchar(36),
  created_at timestamp with time zone not null,
  version bigint not null
);

create index if not exists order_lists_account on order_lists (account_id, id);
create index if not exists order_lists_client_order on order_lists (account_id, client_order_id);

-- null for an order on its own
alter table orders add column if not exists order_list_id bigint;
