-- Text messages that nobody sends: the mailbox in which an operator reads them while no provider is connected. Number and text are
-- encrypted by the server.
create table if not exists text_messages (
  id uuid primary key,
  recipient varchar(200) not null,
  body varchar(2000) not null,
  created_at timestamp with time zone not null,
  key_version integer not null
);

create index if not exists text_messages_age on text_messages (created_at);
create index if not exists text_messages_key_version on text_messages (key_version);
