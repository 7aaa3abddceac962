import type { components } from './schema';

type Schemas = components['schemas'];

export type Asset = Schemas['Asset'];
export type MarketSymbol = Schemas['Symbol'];
export type Depth = Schemas['Depth'];
export type MarketTrade = Schemas['MarketTrade'];
export type Candle = Schemas['Candle'];
export type CandleInterval = NonNullable<Schemas['CandleInterval']>;
export type Ticker = Schemas['Ticker'];
export type NewOrder = Schemas['NewOrder'];
export type AmendOrder = Schemas['AmendOrder'];
export type Order = Schemas['Order'];
export type OrderStatus = Schemas['OrderStatus'];
export type DoneReason = Schemas['DoneReason'];
export type Side = Schemas['Side'];
export type OrderType = Schemas['OrderType'];
export type TimeInForce = Schemas['TimeInForce'];
export type Trade = Schemas['Trade'];
export type Wallet = Schemas['Wallet'];
export type Me = Schemas['Me'];
export type Session = Schemas['Session'];
export type ServerTime = Schemas['ServerTime'];
export type Tokens = Schemas['Tokens'];
export type StreamRequest = Schemas['StreamRequest'];
export type ProblemBody = Schemas['Problem'];
export type FieldError = Schemas['FieldError'];
