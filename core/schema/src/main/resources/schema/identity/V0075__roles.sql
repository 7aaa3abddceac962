-- A client is a MEMBER from here on: the roles are those of Role. Only two were given out before.
update users set roles = cast(array['MEMBER'] as varchar(40) array)
  where roles = cast(array['CLIENT'] as varchar(40) array);
update users set roles = cast(array['ADMIN', 'MEMBER'] as varchar(40) array)
  where roles = cast(array['ADMIN', 'CLIENT'] as varchar(40) array)
    or roles = cast(array['CLIENT', 'ADMIN'] as varchar(40) array);
