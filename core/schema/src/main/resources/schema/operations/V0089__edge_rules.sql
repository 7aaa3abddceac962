-- Who is not served at the public port, by address or by country.

create table if not exists restrictions (
  id uuid primary key,
  -- ADDRESS, or COUNTRY
  kind varchar(20) not null,
  -- a subnet such as 203.0.113.0/24, or a country by two letters (ISO 3166)
  target varchar(60) not null,
  note varchar(1000) not null,
  author varchar(200) not null,
  created_at timestamp with time zone not null,
  -- null for never
  expires_at timestamp with time zone,
  constraint restrictions_target unique (kind, target)
);

-- One row while the public port is under maintenance, and none otherwise.
create table if not exists maintenance (
  id integer primary key,
  message varchar(500) not null,
  author varchar(200) not null,
  since timestamp with time zone not null,
  -- when it is expected to end; null where nobody knows. It ends by hand.
  ends_at timestamp with time zone,
  constraint maintenance_once check (id = 1)
);
