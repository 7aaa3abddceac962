package bourse.domain;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The numbered catalogue of everything that can go wrong, shared by engine, API and CLI. A number
 * is never used again.
 *
 * <p>1xxx: the request. 2xxx: refusals of the engine. 3xxx: identity and access. 4xxx: the
 * appliance itself.
 */
public enum ErrorCode {
  MALFORMED_REQUEST(
      1001,
      ErrorType.USER,
      "The request can't be read",
      "The body is not JSON, ends early, or is not UTF-8; or the request is not "
          + "well-formed HTTP.",
      "Send what the API reference shows."),
  INVALID_FIELD(
      1002,
      ErrorType.USER,
      "A field breaks a rule",
      "A field, a parameter or a header is missing, unknown, of another type, or "
          + "outside its range. Each is named in errors with the rule it breaks.",
      "Correct the fields named in errors."),
  BODY_TOO_LARGE(
      1003,
      ErrorType.USER,
      "The body is over the limit",
      "The body has more bytes than this server reads at once.",
      "Send less at once: a smaller batch."),
  NOT_FOUND(
      1004,
      ErrorType.MISSING,
      "There is no such thing",
      "Nothing is served at this address, or nothing of this id belongs to the caller.",
      "Check the address and the id."),
  METHOD_NOT_ALLOWED(
      1005,
      ErrorType.USER,
      "This method is not served here",
      "The address exists, but not with this method; the header Allow names those that "
          + "are served.",
      "Use a method of the API reference."),
  UNSUPPORTED_MEDIA_TYPE(
      1006,
      ErrorType.USER,
      "The body must be JSON",
      "The header Content-Type is missing or names something else than JSON in UTF-8.",
      "Send Content-Type: application/json."),
  SEQUENCE_NOT_REACHED(
      1007,
      ErrorType.UNAVAILABLE,
      "The view has not reached that sequence yet",
      "The read asked, by Bourse-At-Least-Sequence, for a state that was not written "
          + "down within a second: the projection is behind, or the sequence was never given "
          + "out.",
      "Ask again."),
  IDEMPOTENCY_KEY_REUSED(
      1008,
      ErrorType.CONFLICT,
      "This idempotency key was used for another request",
      "An earlier request with the same Idempotency-Key, or with a client order id of "
          + "that text, had another body. Nothing was changed by this one.",
      "Send the first body again to see its result, or use a new key."),
  BANNED(
      1009,
      ErrorType.THROTTLED,
      "Kept out for a while",
      "This caller or its address went on sending after it was told, again and again, to wait. "
          + "Each ban lasts twice as long as the one before it, up to a limit.",
      "Send nothing until Retry-After has passed, and then slow down when RateLimit says that "
          + "little is left."),
  WRONG_HOST(
      1010,
      ErrorType.USER,
      "This server has another name",
      "The header Host names something else than this server is known by: http.public-url, "
          + "http.hosts, localhost, or an IP address.",
      "Use the address that the operator gave out; the operator adds other names to http.hosts."),
  IDEMPOTENT_REQUEST_UNDER_WAY(
      1011,
      ErrorType.CONFLICT,
      "The first request with this idempotency key is under way",
      "The same request came a moment ago and has not been answered yet.",
      "Send it again in a second: the answer is then that of the first."),
  IDEMPOTENT_OUTCOME_UNKNOWN(
      1012,
      ErrorType.CONFLICT,
      "What the first request with this idempotency key did is not known",
      "It began and did not get to its end: the server stopped, or a part of it failed. It was not "
          + "carried out again, so nothing happened twice.",
      "Look whether it happened; if not, send it with a new key."),
  MAINTENANCE(
      1013,
      ErrorType.UNAVAILABLE,
      "This exchange is under maintenance",
      "The operator serves nobody but the back office for a while. Open orders stay as they are.",
      "Come back when Retry-After has passed."),
  COUNTRIES_UNKNOWN(
      1014,
      ErrorType.CONFLICT,
      "This server can't tell countries",
      "A country was to be restricted, and there is no file that says which networks are of which "
          + "country.",
      "Set http.countries-file, restart, and restrict it again; or restrict networks."),

  UNKNOWN_SYMBOL(
      2001,
      ErrorType.MISSING,
      "There is no such symbol",
      "No symbol of this name is listed. Names are BASE-QUOTE in capitals.",
      "See GET /v1/symbols."),
  UNKNOWN_ASSET(
      2002,
      ErrorType.MISSING,
      "There is no such asset",
      "No asset of this name is listed. Names are in capitals.",
      "See GET /v1/assets."),
  UNKNOWN_ORDER(
      2003,
      ErrorType.MISSING,
      "This account has no such open order",
      "The order has ended (filled, cancelled or expired), never existed, or belongs to "
          + "another account; these look the same on purpose.",
      "See GET /v1/orders."),
  INSUFFICIENT_FUNDS(
      2004,
      ErrorType.CONFLICT,
      "The available balance does not cover this",
      "A buy holds price times quantity and the highest fee it can meet, a sell holds "
          + "its quantity. What open orders hold is not available.",
      "Deposit, cancel orders, or ask for less."),
  INVALID_PRICE(
      2005,
      ErrorType.USER,
      "The price breaks a rule of the symbol",
      "The price is not a multiple of the tick, or is out of the range that the "
          + "exchange counts.",
      "See the symbol's tick and limits."),
  INVALID_QUANTITY(
      2006,
      ErrorType.USER,
      "The quantity breaks a rule of the symbol",
      "The quantity is not a multiple of the lot, or is above the symbol's maximum.",
      "See the symbol's lot and limits."),
  NOTIONAL_OUT_OF_RANGE(
      2007,
      ErrorType.USER,
      "Price times quantity is out of range",
      "The order's value is below the symbol's minimum, or above what the exchange can count.",
      "See the symbol's notional limits."),
  DUPLICATE_CLIENT_ORDER_ID(
      2008,
      ErrorType.CONFLICT,
      "This client order id is in use",
      "Another order of this account has the same client order id: perhaps this request "
          + "was sent twice. The earlier order stands; this one was not placed.",
      "Ask for the order by its client order id."),
  UNSUPPORTED_COMBINATION(
      2009,
      ErrorType.USER,
      "This combination is not supported",
      "Each field is valid, but not together: a MARKET order with a price, for example.",
      "Leave out the field named in errors, or choose another order type."),
  ALREADY_EXISTS(
      2010,
      ErrorType.CONFLICT,
      "This exists already",
      "Something else has this name, address or reference.",
      "Use what is there."),
  COMMAND_TOO_OLD(
      2011,
      ErrorType.CONFLICT,
      "The command was made too long ago",
      "The request waited so long that the exchange no longer remembers the client "
          + "order ids of that time, so a repetition could not be told from a new order.",
      "Make a new one."),
  AMOUNT_OUT_OF_RANGE(
      2012,
      ErrorType.USER,
      "The amount is out of range",
      "The amount is above what the exchange can count in this asset, or would take a "
          + "balance there.",
      "Use a smaller amount."),
  INVALID_DEFINITION(
      2013,
      ErrorType.USER,
      "This market definition can't be traded exactly",
      "Tick times lot is not a whole number of the quote asset's smallest unit, so some "
          + "trades would have no exact value.",
      "Choose tick and lot so that tick times lot is a whole unit of the quote asset."),
  UNKNOWN_ACCOUNT(
      2014,
      ErrorType.USER,
      "There is no such client account",
      "The number is that of no account, or of one of the exchange's own.",
      "Check the account number."),
  POST_ONLY_WOULD_TRADE(
      2015,
      ErrorType.CONFLICT,
      "This post-only order would trade at once",
      "An order with postOnly only adds to the book, and its price crosses one that rests.",
      "Choose a price that does not cross the book, or leave postOnly out."),
  INVALID_EXPIRY(
      2016,
      ErrorType.USER,
      "The time of expiry is not in the future",
      "When the order reached the exchange, its expiresAt was past.",
      "Give a later expiresAt; GET /v1/time tells the exchange's time."),
  SELF_TRADES_NOT_ALLOWED(
      2017,
      ErrorType.USER,
      "This account may not trade with itself",
      "The order asks for selfTradePrevention NONE, which the operator allows to few accounts.",
      "Leave selfTradePrevention out, or choose another."),
  STALE_VERSION(
      2018,
      ErrorType.CONFLICT,
      "This is no longer the present version",
      "It has changed since the caller looked: an order by a fill, or by another request.",
      "Read it again, and decide anew."),
  STOP_PRICE_REACHED(
      2020,
      ErrorType.CONFLICT,
      "The market has reached this stop price already",
      "An order that waits must have its stop price ahead: a buy STOP and a sell TAKE_PROFIT above"
          + " the last price, the other two below it.",
      "Choose a stop price that lies ahead, or send an order that does not wait."),
  NO_LAST_PRICE(
      2021,
      ErrorType.CONFLICT,
      "This market has no last price yet",
      "A TRAILING_STOP order follows the price of the last trade, and there was none so far.",
      "Wait for the first trade, or send a STOP order."),
  AMOUNT_TOO_SMALL(
      2022,
      ErrorType.USER,
      "The amount is too small for a single lot",
      "At the best price of the book, with the fee, one lot is worth more than the order's"
          + " quoteAmount.",
      "Give a larger quoteAmount, or a quantity."),
  INVALID_STOP_PRICE(
      2023,
      ErrorType.USER,
      "The stop price can't be used",
      "The stop price is missing or not above zero, or the order is of a type without one.",
      "Give a stopPrice above zero with an order that waits, and with no other."),
  INVALID_TRAIL(
      2024,
      ErrorType.USER,
      "The distance of the trailing stop can't be used",
      "A TRAILING_STOP order has either trailingOffset or trailingBasisPoints (1 to 9999), and a "
          + "distance that leaves the stop price above zero. Other orders have neither.",
      "Give one of the two, and a smaller distance."),
  INVALID_DISPLAY_QUANTITY(
      2025,
      ErrorType.USER,
      "The displayed quantity can't be used",
      "What an iceberg shows is above zero, at most its quantity, and at least a hundredth of it;"
          + " only orders that can rest have it.",
      "Give a displayQuantity within that range, or leave it out."),
  INVALID_LIST(
      2026,
      ErrorType.USER,
      "These orders don't make such a list",
      "An OCO has a profit order (LIMIT that can rest, TAKE_PROFIT or TAKE_PROFIT_LIMIT) and a stop"
          + " order (STOP, STOP_LIMIT or TRAILING_STOP) of one side and quantity. An OTO has a"
          + " working order (LIMIT or MARKET) and a pending one. A BRACKET has a working order and"
          + " an OCO of the other side. All are of one symbol and have a quantity, not a"
          + " quoteAmount.",
      "Send the orders that the type of the list asks for; see GET /v1/capabilities."),
  LIST_PRICES_CROSS(
      2027,
      ErrorType.USER,
      "The profit order is on the wrong side of the stop order",
      "Of a pair that sells, the profit order's price (or stop price) is above the stop order's"
          + " stop price; of a pair that buys, below.",
      "Choose prices with the market between them."),
  ORDER_IN_LIST(
      2028,
      ErrorType.CONFLICT,
      "The order is a part of a list and can't be changed so",
      "While the orders of a list depend on each other, none is replaced, the two of a pair keep"
          + " their quantity, and a pending order keeps all its terms.",
      "Amend price or stop price of a pair, or cancel the list and place another."),
  UNKNOWN_ORDER_LIST(
      2029,
      ErrorType.MISSING,
      "There is no such order list",
      "No list of this id with an open order belongs to the account.",
      "Check the id; see GET /v1/order-lists."),
  ABOVE_MAXIMUM_NOTIONAL(
      2040,
      ErrorType.USER,
      "Price times quantity is above the symbol's maximum",
      "The order's value is above the symbol's maximumNotional; a market order's value is what it "
          + "would trade for now.",
      "Ask for less; GET /v1/symbols tells the limit."),
  ABOVE_MARKET_QUANTITY(
      2041,
      ErrorType.USER,
      "This is too much for a market order",
      "The quantity is above the symbol's maximumMarketQuantity, which is for market orders alone.",
      "Ask for less, or send a LIMIT order."),
  TOO_MANY_OPEN_ORDERS(
      2042,
      ErrorType.CONFLICT,
      "This account has as many open orders in the symbol as it may",
      "The symbol limits how many orders of one account may be open at once; an order that can't "
          + "rest is not counted.",
      "Cancel an order first."),
  ABOVE_MAXIMUM_POSITION(
      2043,
      ErrorType.CONFLICT,
      "The account would have more of the base asset than the symbol lets it buy",
      "What the account has of the base asset, with what its open orders in the symbol buy and with"
          + " this order, is above the symbol's maximumPosition.",
      "Ask for less, or cancel orders that buy."),
  MARKET_NOT_OPEN(
      2044,
      ErrorType.CONFLICT,
      "This market is not open",
      "It is listed and has not opened yet, or is closed; cancellations alone are taken.",
      "Wait until its status changes: GET /v1/symbols, or the ticker stream."),
  MARKET_HALTED(
      2045,
      ErrorType.CONFLICT,
      "This market is halted",
      "Trading was stopped; cancellations alone are taken.",
      "Wait until its status changes: GET /v1/symbols, or the ticker stream."),
  MARKET_CANCEL_ONLY(
      2046,
      ErrorType.CONFLICT,
      "This market takes cancellations alone",
      "Its status is CANCEL_ONLY: no orders are taken or amended.",
      "Wait until its status changes: GET /v1/symbols, or the ticker stream."),
  MARKET_POST_ONLY(
      2047,
      ErrorType.CONFLICT,
      "This market takes post-only orders alone",
      "Its status is POST_ONLY: orders may join the book, and nothing trades.",
      "Send a LIMIT order with postOnly, or wait until its status changes."),
  MARKET_LIMIT_ONLY(
      2048,
      ErrorType.CONFLICT,
      "This market takes limit orders alone",
      "Its status is LIMIT_ONLY: no market orders are taken.",
      "Send a LIMIT order, or wait until its status changes."),
  MARKET_IN_AUCTION(
      2049,
      ErrorType.CONFLICT,
      "This market collects orders for an auction",
      "Its status is AUCTION: it takes limit orders that rest (GTC, GTD, not post-only), and orders"
          + " that wait for a price.",
      "Send a LIMIT order with GTC or GTD, or wait until the auction is over."),
  ILLEGAL_TRANSITION(
      2050,
      ErrorType.CONFLICT,
      "A market in this state can't get there from here",
      "Each state says which may come next, and the one that was asked for is not among them.",
      "See the table of states; go by a state between."),
  SYMBOL_DELISTED(
      2051,
      ErrorType.CONFLICT,
      "This symbol was delisted",
      "It was taken off the exchange for ever, and its open orders were cancelled.",
      "See GET /v1/symbols for what is traded."),
  PRICE_OUTSIDE_BAND(
      2052,
      ErrorType.CONFLICT,
      "The price is too far from the reference price",
      "The symbol limits how far from its reference price a limit order may be priced.",
      "See GET /v1/symbols/{symbol}/reference for the reference price and the limits."),
  NO_REFERENCE_PRICE(
      2053,
      ErrorType.CONFLICT,
      "There is no reference price yet",
      "The symbol limits prices around a reference price, and takes no order that it can't judge: "
          + "nothing traded yet, nobody set a reference, and the book has not two sides.",
      "Wait until GET /v1/symbols/{symbol}/reference shows one."),
  REFERENCE_TOO_OLD(
      2054,
      ErrorType.CONFLICT,
      "This reference price is older than what is there, or than it may be",
      "A reference price carries the time at which it was seen: it was before that of the present "
          + "one, or longer ago than the symbol's maximum age.",
      "Set a newer one."),
  BOOK_CROSSED(
      2055,
      ErrorType.CONFLICT,
      "The book of this market is crossed",
      "An auction was broken off by a halt, so bids are left that are not below all asks. Trading "
          + "can't go on from there.",
      "Call another auction, or wait until the orders that cross were cancelled."),
  CHANGE_NOT_ALLOWED(
      2056,
      ErrorType.CONFLICT,
      "What a symbol is counted in can't be changed",
      "Its number, name, assets, tick and lot are those of every order and trade of it; fees and "
          + "limits may change.",
      "Leave them as they are listed, or list another symbol."),
  TRANSITION_TIME_PAST(
      2057,
      ErrorType.USER,
      "The time of the planned change is not in the future",
      "When the command reached the exchange, its time was past.",
      "Give a later time, or none to change at once."),
  AUCTION_UNCROSSING(
      2058,
      ErrorType.CONFLICT,
      "The trades of this market's auction are being made",
      "The auction is over, and has more trades than one step of the exchange makes; until the"
          + " last, the market takes cancellations alone.",
      "Send it again in a moment."),
  INVALID_AUCTION(
      2059,
      ErrorType.USER,
      "This auction can't be called so",
      "Its end is not after its beginning, or the state that is to follow can't follow an auction "
          + "that trades.",
      "Give an end that is later, and a state such as TRADING or CLOSED."),
  ACCOUNT_CANCEL_ONLY(
      2060,
      ErrorType.CONFLICT,
      "This account may only cancel",
      "The operator suspended the account from trading: it places no new orders, and open "
          + "orders may only shrink or be cancelled.",
      "GET /v1/account says why; ask the operator."),
  ACCOUNT_FROZEN(
      2061,
      ErrorType.CONFLICT,
      "This account is frozen",
      "The operator froze the account: its orders were cancelled, and it neither trades nor "
          + "moves money out. What comes in is booked.",
      "GET /v1/account says why; ask the operator."),
  ACCOUNT_TRANSFERS_BLOCKED(
      2062,
      ErrorType.CONFLICT,
      "Nothing may go out of this account",
      "The operator blocked withdrawals and journals out of the account. It may trade.",
      "GET /v1/account says why; ask the operator."),
  SAME_ACCOUNT(
      2063,
      ErrorType.USER,
      "A journal goes from one account to another",
      "Both sides of the journal name the same account.",
      "Name two accounts."),
  INVALID_FEES(
      2068,
      ErrorType.USER,
      "This fee schedule can't be charged",
      "A rate is out of range, a group and symbol have two, or a maker's rebate in a symbol is"
          + " above the lowest taker's fee that it can meet there.",
      "Rates are at most 10000 basis points, groups 0 to 63; lower the rebate or raise the fee."),
  PERIOD_CLOSED(
      2069,
      ErrorType.CONFLICT,
      "The books are closed up to that day",
      "A transfer counts to a day of a period that was closed, or a period was to be closed that"
          + " is closed already. A closed period stays as it was reported.",
      "Book it to a later day; GET /v1/admin/ledger/periods says up to which day the books are"
          + " closed."),
  PERIOD_NOT_OVER(
      2070,
      ErrorType.CONFLICT,
      "That day is not over yet",
      "Books are closed up to a day (UTC) that has passed.",
      "Close them up to yesterday at most."),
  BUSINESS_DATE_AHEAD(
      2071,
      ErrorType.USER,
      "A transfer can't count to a day that has not begun",
      "The business date lies after today (UTC).",
      "Leave the business date out, or give today or a day before."),
  UNKNOWN_HOLD(
      2072,
      ErrorType.MISSING,
      "There is no such hold",
      "The account has no hold of this number, or it was settled, given back, or its time is over.",
      "What became of it stands in the ledger entries of its reference."),
  HOLD_EXCEEDED(
      2073,
      ErrorType.CONFLICT,
      "More was to be settled than is held",
      "The hold has less left than the settlement asks for.",
      "Settle at most what is held."),
  WITHDRAWALS_STOPPED(
      2064,
      ErrorType.UNAVAILABLE,
      "No money goes out of the venue now",
      "The venue is in a safe state, NO_WITHDRAWALS or stricter.",
      "GET /v1/venue says why and since when; try again when it is NORMAL.",
      "docs/runbooks/safe-state.md"),
  VENUE_CANCEL_ONLY(
      2065,
      ErrorType.UNAVAILABLE,
      "The venue takes no new orders now",
      "The venue is in the safe state CANCEL_ONLY: orders may shrink and be cancelled.",
      "GET /v1/venue says why and since when; try again when it is NORMAL.",
      "docs/runbooks/safe-state.md"),
  VENUE_HALTED(
      2066,
      ErrorType.UNAVAILABLE,
      "The venue is halted",
      "The venue is in the safe state HALT: clients place, change and cancel nothing.",
      "GET /v1/venue says why and since when; try again when it is NORMAL.",
      "docs/runbooks/safe-state.md"),
  VENUE_READ_ONLY(
      2067,
      ErrorType.UNAVAILABLE,
      "The venue is read-only",
      "The venue is in the safe state READ_ONLY: nothing changes, and deposits wait.",
      "GET /v1/venue says why and since when; try again when it is NORMAL.",
      "docs/runbooks/safe-state.md"),

  NOT_AUTHENTICATED(
      3001,
      ErrorType.ACCESS,
      "Who is asking is not known",
      "There is no access token, or it has ended, was not given out by this exchange, "
          + "or belongs to an ended session.",
      "Log in and send the access token."),
  WRONG_CREDENTIALS(
      3002,
      ErrorType.ACCESS,
      "E-mail or password is wrong",
      "There is no user with this address and password, or the user may not log in. "
          + "Which of these it is is not told.",
      "Try again, or ask the operator for a new password."),
  NOT_ALLOWED(
      3003,
      ErrorType.ACCESS,
      "This account may not do this",
      "The caller is known but lacks the permission, or the request came from a page of "
          + "another site.",
      "Ask an administrator."),
  TOKEN_REUSED(
      3004,
      ErrorType.ACCESS,
      "This refresh token was used before; the session is ended",
      "A refresh token works once. That it came again means that somebody else may have "
          + "a copy, so the session was ended for both.",
      "Log in again."),
  THROTTLED(
      3005,
      ErrorType.THROTTLED,
      "Too many requests",
      "This caller has used up its budget of requests.",
      "Wait as Retry-After says."),
  WEAK_PASSWORD(
      3006,
      ErrorType.USER,
      "This password is too easy to guess",
      "The password is too short, common, or made of the user's own name or address.",
      "Choose a longer one."),
  TOKEN_JUST_EXCHANGED(
      3007,
      ErrorType.CONFLICT,
      "This refresh token was exchanged a moment ago",
      "Two requests sent the same refresh token at nearly the same time: two tabs, or a "
          + "repeated request. The first got the new tokens; the session goes on.",
      "Use the tokens of that answer, or log in again."),
  SETUP_TOKEN_WRONG(
      3060,
      ErrorType.ACCESS,
      "This is not the set-up token",
      "A set-up token works once, for a day, and only until there is a first administrator. "
          + "A new one takes the place of the one before.",
      "Make a new one at the machine: bourse user setup-token."),
  AUDIT_DAMAGED(
      3062,
      ErrorType.INTERNAL,
      "The audit trail is not what was written",
      "An entry was changed, taken out or put in behind the product's back, or the end of the "
          + "trail was cut off. The first entry that is not right is named.",
      "Keep the database as it is, and compare it with a backup."),
  APPROVAL_NOT_PENDING(
      3063,
      ErrorType.CONFLICT,
      "This does not wait for a decision any more",
      "It was approved, rejected or took too long; or who asked for it may not do it any more.",
      "Look at the approval, and ask for it again where it is still needed."),
  APPROVER_IS_MAKER(
      3064,
      ErrorType.CONFLICT,
      "A second person has to approve this",
      "Who asked for something can't approve it, by another session neither. Operators at the "
          + "machine count as one person.",
      "Ask somebody else who has the permission."),
  APPROVAL_OUTDATED(
      3065,
      ErrorType.CONFLICT,
      "This is not the content that was asked for",
      "The hash that came with the approval is not that of what would be done.",
      "Look at the approval again, and decide on what it says now."),
  NOT_TO_ONESELF(
      3061,
      ErrorType.CONFLICT,
      "Nobody may do this to oneself",
      "The act concerns the user who asks for it: the own roles, the own suspension.",
      "Ask another administrator, or the operator at the machine."),
  SECOND_FACTOR_REQUIRED(
      3030,
      ErrorType.ACCESS,
      "A second factor is needed",
      "The password is right, and this user has turned on a second factor, which the request did "
          + "not show. Nothing was given out.",
      "Send the same again with totp, recoveryCode or passkey."),
  WRONG_SECOND_FACTOR(
      3031,
      ErrorType.ACCESS,
      "The second factor is wrong",
      "The code is not one of now, or was used before: a code works once. After ten wrong ones the "
          + "authenticator app is locked.",
      "Wait for the next code and check the clock of the device."),
  SECOND_FACTOR_LOCKED(
      3032,
      ErrorType.ACCESS,
      "The authenticator app is locked",
      "Ten codes one after the other were wrong, so none is taken any more, not even a right one. "
          + "Somebody who knows the password may have guessed.",
      "Use a recovery code, which unlocks it, or ask the operator; then change the password."),
  STEP_UP_REQUIRED(
      3033,
      ErrorType.ACCESS,
      "Show a factor again first",
      "Acts that a stolen token must not be enough for need a factor that was shown in this session"
          + " a moment ago; an API key can't do them.",
      "POST /v1/auth/step-up with a second factor, or with the password when there is no other, and"
          + " send the request again."),
  PASSKEY_REFUSED(
      3034,
      ErrorType.ACCESS,
      "The passkey is refused",
      "The answer is not to a challenge of now, comes from a page of another site, was not unlocked"
          + " by its person, or is not by a passkey of this user; or its counter went back, which"
          + " means that there may be a copy of it.",
      "Begin again with a new challenge; remove a passkey that is flagged."),
  LINK_INVALID(
      3070,
      ErrorType.USER,
      "This link does not work",
      "A link of a mail works once and for a while. It was used, is too old, was never given out,"
          + " or another one of the same purpose was used.",
      "Ask for a new one."),
  LOGIN_THROTTLED(
      3071,
      ErrorType.THROTTLED,
      "Passwords have to wait",
      "There were several wrong passwords in a row for this address, or many from this network. No"
          + " password is looked at for a while, a right one neither.",
      "Wait as Retry-After says; a passkey, or a new password by mail, does not have to wait."),
  LOGIN_LOCKED(
      3072,
      ErrorType.ACCESS,
      "Passwords are locked for this address",
      "A hundred passwords in a row were wrong, so none is taken any more, not even the right one.",
      "Choose a new password by mail, log in with a passkey, or ask the operator to unlock."),
  EMAIL_UNVERIFIED(
      3073,
      ErrorType.ACCESS,
      "The address is not verified",
      "The password is right, and nobody has opened the link yet that was sent to the address of"
          + " this user. Nothing was given out.",
      "Open the link of the mail; POST /v1/email-verifications sends another. Staff can verify an"
          + " address too."),
  SECOND_FACTOR_MISSING(
      3074,
      ErrorType.ACCESS,
      "Add a second factor first",
      "Sensitive acts of the back office, and money that goes out, need a second factor; a password"
          + " is not enough for them. Nothing was done.",
      "Add an authenticator app or a passkey to your own account, and send the request again. Who"
          + " owns the machine can also act by the command line."),
  PROOF_REFUSED(
      3080,
      ErrorType.ACCESS,
      "The proof of the key is missing or not right",
      "This session is bound to a key of its client, so every request needs a proof by that key "
          + "(DPoP, RFC 9449) which was made for it a moment ago. Or a proof came where nothing is "
          + "bound.",
      "Make a new proof for each request, with the key of the login and the server's time."),
  STATEMENT_TOO_LONG(
      3081,
      ErrorType.USER,
      "The statement would have too many postings",
      "A statement has at most 20,000 postings; the account has more in these days.",
      "Ask for fewer days, or for one asset."),
  NOT_REVERSIBLE(
      3082,
      ErrorType.CONFLICT,
      "This command can't be reversed",
      "Reversed are deposits, withdrawals, journals, adjustments and settlements, and not what is a"
          + " reversal itself. Trades stand.",
      "Book an adjustment instead."),
  ALREADY_REVERSED(
      3083,
      ErrorType.CONFLICT,
      "This command was reversed before",
      "A command is reversed once, as a whole.",
      "The detail says by which command."),
  IMPORT_REFUSED(
      3084,
      ErrorType.USER,
      "Lines of the file can't be imported",
      "Each line that is wrong is named in errors with its number. Nothing of the file was"
          + " imported.",
      "Correct the lines named in errors; try it first as a dry run."),
  API_KEY_REFUSED(
      3090,
      ErrorType.ACCESS,
      "The API key is refused",
      "There is no API key of this id, it was revoked or has expired, or its user may not act. "
          + "Which of these it is is not told.",
      "See the list of your keys, and make a new one."),
  SIGNATURE_WRONG(
      3091,
      ErrorType.ACCESS,
      "The signature does not fit the request",
      "The signature is not by this API key, or not of what was sent: another method, path, query, "
          + "timestamp, window, nonce or body.",
      "Compare what you sign with the example in docs/guides/api-keys.md, byte by byte."),
  TIMESTAMP_OUTSIDE_WINDOW(
      3092,
      ErrorType.ACCESS,
      "The request came outside its window",
      "More time has passed since Bourse-Timestamp than Bourse-Window allows, the timestamp is more"
          + " than a second ahead of the server's clock, or from before the server's start.",
      "Set the clock by GET /v1/time, and sign the request anew."),
  REQUEST_REPLAYED(
      3093,
      ErrorType.ACCESS,
      "This signed request came before",
      "A signed request is carried out once. It was sent twice, or somebody has caught it and sent "
          + "it again; or two requests were the same in everything, to the millisecond.",
      "Sign each request anew; give those that are alike different values of Bourse-Nonce."),
  ADDRESS_NOT_ALLOWED(
      3094,
      ErrorType.ACCESS,
      "The API key does not work from this address",
      "The owner of the key named the addresses that it works from, and the request came from "
          + "another one.",
      "Send it from a named address, or make a key for this one."),
  TOO_MANY_API_KEYS(
      3095,
      ErrorType.CONFLICT,
      "This user has as many API keys as a user may have",
      "Keys that have expired count until they are revoked.",
      "Revoke one that is not used."),
  ADDRESS_RESTRICTED(
      3096,
      ErrorType.ACCESS,
      "Nobody is served at this address",
      "The operator restricted the address, its network or its country.",
      "Ask the operator."),
  KYC_CODE_WRONG(
      3100,
      ErrorType.USER,
      "The code is wrong",
      "A code of a text message works once, for ten minutes and for five guesses, and for the"
          + " number alone that it was sent to.",
      "Compare it with the message, or ask for another code."),
  KYC_CODE_TOO_SOON(
      3101,
      ErrorType.THROTTLED,
      "The next code has to wait",
      "A user is sent at most one code a minute and five a day: each rings at somebody's"
          + " telephone.",
      "Wait as Retry-After says."),
  KYC_CASE_OPEN(
      3102,
      ErrorType.CONFLICT,
      "There is an open case already",
      "A user has one case at a time, and an earlier one is not decided yet.",
      "Go on with it, or give it up while it is with you."),
  KYC_INCOMPLETE(
      3103,
      ErrorType.USER,
      "The case is not complete",
      "A reviewer could not decide by what the case says; errors names each thing that is missing.",
      "Add what is named, and submit it again."),
  KYC_STEP_NOT_ALLOWED(
      3104,
      ErrorType.CONFLICT,
      "The case does not allow this now",
      "Each status of a case allows certain steps; somebody else may have taken one a moment ago.",
      "Look at the case again."),
  KYC_CLAIMED_BY_OTHER(
      3105,
      ErrorType.CONFLICT,
      "Somebody else looks at this case",
      "Who decides a case has claimed it before, so that two do not decide it at the same time.",
      "Claim a case that waits, or ask who claimed this one to release it."),
  KYC_SECOND_REVIEWER(
      3106,
      ErrorType.CONFLICT,
      "Somebody else has to look at this case",
      "Its level wants two reviewers, and nobody is both; all operators at the machine are one.",
      "Ask another reviewer."),
  KYC_NOTHING_TO_REVIEW(
      3107,
      ErrorType.CONFLICT,
      "There is nothing for a reviewer to look at",
      "What a reviewer decides for this level is decided already, or the level needs nothing that a"
          + " reviewer decides.",
      "See GET /v1/kyc for what is missing."),
  KYC_FILE_REFUSED(
      3110,
      ErrorType.USER,
      "The file is not taken",
      "A file of a case is a JPEG or PNG picture or a PDF, by its bytes and not by its name. What"
          + " is something else too (an archive, a page, a script), what may act (scripts, programs"
          + " and files in a PDF), what is encrypted and what unfolds to a multiple of its size is"
          + " refused, and so is the test file of virus scanners. Nothing of it was kept.",
      "Send a plain photo, or print the document into a plain PDF."),
  KYC_TOO_MANY_FILES(
      3111,
      ErrorType.CONFLICT,
      "The case has as many files as it may have",
      "A case has at most twenty files.",
      "Remove one first; several pages fit into one PDF."),
  KYC_UPLOADS_BUSY(
      3112,
      ErrorType.THROTTLED,
      "One file at a time",
      "A user sends one file at a time, and the server takes few of them at the same time.",
      "Wait as Retry-After says, and send it again."),
  KYC_HITS_OPEN(
      3120,
      ErrorType.CONFLICT,
      "Somebody on a list may be this person",
      "The person of the case was compared with lists of sanctions and of politically exposed"
          + " people. A case is approved once a reviewer has said of every hit that it is somebody"
          + " else.",
      "Look at the hits and clear each that is somebody else; reject the case of who it is."),

  WEBHOOK_REFUSED(
      3121,
      ErrorType.USER,
      "The webhook is not taken",
      "It is not signed by the provider over exactly these bytes, or was signed too long ago: it"
          + " was forged, changed on its way, or replayed. Nothing happened.",
      "Compare the webhook's secret at the provider with the one here (bourse payments secret), and"
          + " the clocks."),
  PAYMENT_METHOD_NOT_OFFERED(
      3122,
      ErrorType.USER,
      "Nothing takes this currency this way",
      "No connector that is turned on takes deposits by this method in this currency.",
      "Choose one of GET /v1/deposit-methods."),
  DEPOSITS_PAUSED(
      3123,
      ErrorType.UNAVAILABLE,
      "Deposits are paused; nothing happened",
      "The venue takes no new deposits of this currency this way at the moment. What was paid"
          + " before is credited all the same.",
      "Try another way, or later."),
  DEPOSIT_LIMIT(
      3124,
      ErrorType.CONFLICT,
      "This is more than the level allows",
      "What a client may pay in within a day and a month follows from the level of the"
          + " verification.",
      "Pay in less, wait, or reach the next level: GET /v1/kyc."),

  REFUND_NOT_POSSIBLE(
      3125,
      ErrorType.CONFLICT,
      "This can't be refunded",
      "A refund gives back what a client paid in, once and not more than that, and the account"
          + " still has to have it. Nothing happened.",
      "Look at the payment: what came, what went back, and what the account has."),
  STATEMENT_REFUSED(
      3126,
      ErrorType.USER,
      "The statement can't be read",
      "A line of the bank's statement lacks a column, or has an amount or a date that can't be"
          + " read. None of its lines was taken.",
      "Correct the line that is named, and send the whole statement again: lines that were taken"
          + " before are known."),
  UTR_TAKEN(
      3127,
      ErrorType.CONFLICT,
      "This transaction number is another deposit's",
      "Each bank transaction pays one deposit, and somebody has named this one before.",
      "Compare the number with your bank's app."),
  BENEFICIARY_NOT_LISTED(
      3130,
      ErrorType.CONFLICT,
      "This is not in the address book",
      "Withdrawals go only to what the client has put into the address book, unless the client has"
          + " turned that rule off. There is no such entry, or it was removed. Nothing happened.",
      "Add it by POST /v1/beneficiaries; it can be used a while later."),
  BENEFICIARY_TOO_NEW(
      3131,
      ErrorType.CONFLICT,
      "This entry of the address book is too new",
      "A new entry can be used only after some time, so that its owner hears of it before. The"
          + " detail says how long it takes. Nothing happened.",
      "Ask again then. If you did not add it, change your password and tell us."),
  WITHDRAWALS_HELD(
      3132,
      ErrorType.CONFLICT,
      "Nothing goes out of this account for a while",
      "After a change of the password or of a second factor, after the list of allowed addresses"
          + " was turned off, or because the staff said so. The detail says which and until when."
          + " Nothing happened.",
      "Ask again then. If the change was not yours, tell us at once."),
  WITHDRAWAL_NOT_OFFERED(
      3133,
      ErrorType.USER,
      "This asset does not go there",
      "No rail brings the asset to a beneficiary of this kind.",
      "GET /v1/withdrawal-methods lists what goes where."),
  WITHDRAWALS_PAUSED(
      3134,
      ErrorType.UNAVAILABLE,
      "These withdrawals are paused",
      "The operator has paused withdrawals of this asset or by this rail, or the rail is not ready."
          + " Nothing happened.",
      "Try it later."),
  TOO_MANY_WITHDRAWALS(
      3135,
      ErrorType.CONFLICT,
      "Too many withdrawals wait",
      "A user may have only so many withdrawals that wait to be confirmed, looked at or sent."
          + " Nothing happened.",
      "Wait until some are done, or cancel some."),
  WITHDRAWAL_NOT_WAITING(
      3136,
      ErrorType.CONFLICT,
      "The withdrawal is not so far, or further",
      "What was asked for can be done with a withdrawal only in some of its states. The detail says"
          + " in which it is.",
      "Look at it again."),
  TOO_MANY_BENEFICIARIES(
      3137,
      ErrorType.CONFLICT,
      "The address book is full",
      "An address book has at most 100 entries.",
      "Remove one that you don't use."),
  CHAIN_ASSET_NOT_TAKEN(
      3140,
      ErrorType.USER,
      "This asset is not taken over a chain",
      "No chain that is turned on takes deposits of this asset.",
      "Choose one of GET /v1/crypto-assets."),
  TOO_MANY_ADDRESSES(
      3141,
      ErrorType.CONFLICT,
      "There are enough deposit addresses",
      "Each deposit address is looked for in each block, so their number is limited.",
      "Use an address again: each stays yours for ever."),

  OVERLOADED(
      4001,
      ErrorType.UNAVAILABLE,
      "The exchange is catching up; nothing happened",
      "More came in than could be written down; intake pauses until the backlog is worked off.",
      "Try again shortly."),
  STOPPED(
      4002,
      ErrorType.UNAVAILABLE,
      "The exchange is stopped; nothing happened",
      "The server is starting or stopping, or the exchange stopped itself because going "
          + "on was not safe.",
      "See /health/ready."),
  OUTCOME_UNKNOWN(
      4003,
      ErrorType.UNKNOWN,
      "No answer in time; it may or may not have happened",
      "The command was handed over, but its result was not known in time.",
      "Ask by client order id."),
  DEPENDENCY_DOWN(
      4004,
      ErrorType.UNAVAILABLE,
      "A part of the appliance does not answer; nothing happened",
      "The database, the cache, the object store or Kafka does not answer; "
          + "/health/ready names it.",
      "Try again shortly."),
  INTERNAL(
      4005,
      ErrorType.INTERNAL,
      "Something went wrong here",
      "A fault in the server that was not foreseen. What it was stands in the log under "
          + "the request id.",
      "Report the request id."),
  DATA_DIRECTORY_IN_USE(
      4101,
      ErrorType.CONFLICT,
      "Another server uses this data directory",
      "A running process holds the lock of the data directory; two servers on the same "
          + "data would destroy it.",
      "Stop it first, or choose another directory."),
  PORT_IN_USE(
      4102,
      ErrorType.CONFLICT,
      "A port is taken",
      "Another process listens on a port that the server needs.",
      "Free the port or configure another."),
  BAD_CONFIGURATION(
      4103,
      ErrorType.USER,
      "The configuration can't be used",
      "A key is unknown, a value breaks its rule, or a file that is named can't be "
          + "read. Nothing was started.",
      "Correct the key that is named."),
  KEY_MISSING(
      4104,
      ErrorType.INTERNAL,
      "A key that the data needs is missing",
      "The data directory holds data, but the keystore that its keys are in is not "
          + "there or is another one.",
      "Restore the keystore that belongs to this data.",
      "docs/runbooks/keystore-missing.md"),
  LOG_DAMAGED(
      4105,
      ErrorType.INTERNAL,
      "The command log is damaged",
      "The command log has a gap or a wrong checksum in a place where no crash can have "
          + "made it. Nothing was changed.",
      "Put the damaged file back from the archive.",
      "docs/runbooks/log-damaged.md"),
  NO_SPACE(
      4106,
      ErrorType.UNAVAILABLE,
      "The disk is full",
      "There is too little free space in the data directory to go on safely.",
      "Free space.",
      "docs/runbooks/disk-full.md"),
  DEMO_DEFAULTS(
      4107,
      ErrorType.USER,
      "Demo settings may not run in production",
      "The data directory was made for a demo, whose logins are printed on the screen.",
      "Run bourse init."),
  VERSION_TOO_OLD(
      4108,
      ErrorType.CONFLICT,
      "The data was written by a newer version",
      "A newer version has worked on this data directory, and this one can't read all of it.",
      "Use that version."),
  KEY_EXPOSED(
      4109,
      ErrorType.USER,
      "Others may read the keystore",
      "The permissions of the keystore let other users of this machine read the keys.",
      "Close it to others, and change secrets that were seen."),
  MIGRATION_FAILED(
      4120,
      ErrorType.INTERNAL,
      "The database could not be brought to this version's schema",
      "A statement of the upgrade failed; the log names it.",
      "See the named statement; start again, or restore the backup made before the upgrade."),
  PROJECTION_DIFFERS(
      4121,
      ErrorType.INTERNAL,
      "The database holds something else than the command log says",
      "A sample of the database was compared with the log at the start, and differs: "
          + "one of them was changed from outside or restored from another time.",
      "Prove the data (bourse prove), which names all that differs; when the database is the wrong "
          + "one, tell it anew (bourse projection rebuild).",
      "docs/runbooks/projection-differs.md"),
  ENGINE_FAILED(
      4130,
      ErrorType.INTERNAL,
      "The engine can't execute a command of the log",
      "The engine threw at a command that was logged, and stopped before any output: a fault of "
          + "this version.",
      "Report it with its sequence; bourse log quarantine lets the exchange go on without that "
          + "command.",
      "docs/runbooks/exchange-stopped.md"),
  QUARANTINE_INVALID(
      4131,
      ErrorType.INTERNAL,
      "A quarantine record is not honoured",
      "A record beside the log says that a command is to be passed over, but it was not signed by "
          + "this installation, or names another command; or one that a snapshot needs is missing. "
          + "Nothing was changed.",
      "Put the right record back, from the archive or a backup.",
      "docs/runbooks/exchange-stopped.md"),
  COMMAND_QUARANTINED(
      4132,
      ErrorType.INTERNAL,
      "The command was quarantined",
      "The engine could not execute this command, and the operator had it passed over. It changed "
          + "nothing and never will.",
      "Make a new one, when its reason still holds."),
  NOT_POISONOUS(
      4133,
      ErrorType.CONFLICT,
      "The engine executes this command",
      "Only a command that the engine throws at can be quarantined; this one has its effect in the "
          + "history.",
      "Correct what it did with another command."),
  LOG_FAILED(
      4134,
      ErrorType.INTERNAL,
      "The command log can't be written",
      "The disk refused a write or a force of the command log. What it holds is not known until "
          + "it is read anew, so the server acknowledged nothing more and ended itself.",
      "Check the disk, then start: nothing acknowledged is lost.",
      "docs/runbooks/exchange-stopped.md"),
  RULES_TOO_NEW(
      4135,
      ErrorType.CONFLICT,
      "The log goes on by rules that this version does not know",
      "A newer version has brought the exchange to its rules, and commands were executed by them. "
          + "This version would come to other results. Nothing was changed.",
      "Start the newer version again; or restore the backup that was made before the upgrade, and "
          + "lose what came after it.",
      "docs/runbooks/upgrade.md"),
  DATABASE_DAMAGED(
      4137,
      ErrorType.INTERNAL,
      "The database file is damaged",
      "A part of the H2 file is not what was written there. Orders, trades, wallets and ledger are "
          + "in the command log too; users, sessions and the audit trail are in this file alone. "
          + "Nothing was changed.",
      "Move the file away and put the newest sound backup of it in its place; what came later is "
          + "told from the log.",
      "docs/runbooks/database-damaged.md"),
  KEY_VERSION_MISSING(
      4146,
      ErrorType.INTERNAL,
      "An older version of a key is needed",
      "Something is encrypted with a version of a key that is not in the keystore any more: a "
          + "backup from before a key rotation was put back.",
      "Take the version back from the file of retired keys of that time (bourse keys restore).",
      "docs/runbooks/keystore-missing.md"),
  CHAIN_NOT_FOLLOWED(
      4160,
      ErrorType.UNAVAILABLE,
      "The chain is not followed yet",
      "No node of the chain has answered since it was turned on, and what comes to an address"
          + " before could be missed.",
      "Try again in a minute; GET /v1/crypto-assets says when it is open."),
  SEALED_DATA_DAMAGED(
      4147,
      ErrorType.INTERNAL,
      "An encrypted value can't be decrypted",
      "It was changed, or moved to another row, column or file: it is not what this server "
          + "wrote there.",
      "Put back what was there from a backup, and find out who could write it.");

  private static final Map<Integer, ErrorCode> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(ErrorCode::number, Function.identity()));

  private final int number;
  private final ErrorType type;
  private final String title;
  private final String cause;
  private final String remedy;
  private final Optional<String> runbook;

  ErrorCode(int number, ErrorType type, String title, String cause, String remedy) {
    this(number, type, title, cause, remedy, Optional.empty());
  }

  ErrorCode(int number, ErrorType type, String title, String cause, String remedy, String runbook) {
    this(number, type, title, cause, remedy, Optional.of(runbook));
  }

  ErrorCode(
      int number,
      ErrorType type,
      String title,
      String cause,
      String remedy,
      Optional<String> runbook) {
    this.number = number;
    this.type = type;
    this.title = title;
    this.cause = cause;
    this.remedy = remedy;
    this.runbook = runbook;
  }

  public int number() {
    return number;
  }

  public ErrorType type() {
    return type;
  }

  /** What happened, as a short sentence. */
  public String title() {
    return title;
  }

  /** Why it happens, for the page of the code; one sentence or a few. */
  public String cause() {
    return cause;
  }

  /** What to do next. */
  public String remedy() {
    return remedy;
  }

  /** The page that tells an operator what to do, step by step, where there is one. */
  public Optional<String> runbook() {
    return runbook;
  }

  public static ErrorCode of(int number) {
    ErrorCode code = BY_NUMBER.get(number);
    if (code == null) {
      throw new IllegalArgumentException("No error code has number " + number);
    }
    return code;
  }
}
