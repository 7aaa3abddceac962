create table if not exists cut_a (id integer);
insert into there_is_no_such_table values (1);
