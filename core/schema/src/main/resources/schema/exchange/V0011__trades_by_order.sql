-- The fills of one order, however many trades its account has.
create index if not exists trades_buy_order on trades (buy_order_id, id);
create index if not exists trades_sell_order on trades (sell_order_id, id);
