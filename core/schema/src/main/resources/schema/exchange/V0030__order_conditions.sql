-- What few orders ask for beyond price and quantity; null where an order does not.
-- what it spends or gets, in the quote asset, instead of a quantity
alter table orders add column if not exists quote_amount numeric(38,18);
-- what the market must reach before it enters the book; of a trailing stop what it reached
alter table orders add column if not exists stop_price numeric(38,18);
alter table orders add column if not exists trailing_offset numeric(38,18);
alter table orders add column if not exists trailing_basis_points integer;
-- how much of it the book shows at a time
alter table orders add column if not exists display_qty numeric(38,18);
