-- Each safe state that the venue was set to; the last row is the present one. None: NORMAL since the beginning.
create table if not exists safe_states (
  sequence bigint primary key,
  state varchar(20) not null,
  cause varchar(20) not null,
  created_at timestamp with time zone not null
);
