create table if not exists first (id integer primary key);
create table if not exists named (name varchar(50));
