create table if not exists second_a (id integer);
create table if not exists second_b (id integer);
