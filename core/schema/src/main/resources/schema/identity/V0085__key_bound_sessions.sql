-- A session whose login proved a key (RFC 9449) goes on only with proofs by that key: its thumbprint (RFC 7638). Null: bound to none.

alter table sessions add column if not exists key_thumbprint varchar(64);
