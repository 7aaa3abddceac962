package bourse.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operator at this machine, over the management port of a running server. */
public final class Operator {
  private final ServerConnection management;
  private final Map<String, String> headers;

  /**
   * @param token the operator token of the server's keystore
   * @param actor who acts, for the audit: the name of the system user
   */
  public Operator(ServerConnection management, String token, String actor) {
    this.management = management;
    this.headers = Map.of("Authorization", "Bearer " + token, "Bourse-Operator", actor);
  }

  /** Creates a user who is a member. */
  public JsonNode createUser(String email, String password, String fullName) {
    return createUser(email, password, fullName, List.of("MEMBER"));
  }

  public JsonNode createUser(
      String email, String password, String fullName, Collection<String> roles) {
    ObjectNode user = Json.object();
    user.put("email", email).put("password", password).put("fullName", fullName);
    roles.forEach(user.putArray("roles")::add);
    return management.post("/operator/users", headers, user).body();
  }

  /**
   * A user, with the roles.
   *
   * @param user the id or the address
   */
  public JsonNode user(String user) {
    return management.get(userPath(user), headers).body();
  }

  /**
   * A page of users, newest first.
   *
   * @param emailPrefix how the address begins
   */
  public JsonNode users(
      Optional<String> emailPrefix,
      Optional<String> status,
      Optional<String> role,
      Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/users?limit=500");
    append(path, "email", emailPrefix);
    append(path, "status", status);
    append(path, "role", role);
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /**
   * A page of API keys.
   *
   * @param user the id or the address; empty for all
   */
  public JsonNode apiKeys(Optional<String> user, Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/api-keys?limit=500");
    append(path, "user", user);
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  public void revokeApiKey(String id, String note) {
    management.post(
        "/operator/api-keys/" + encoded(id) + "/revoke", headers, Json.object().put("note", note));
  }

  /**
   * Keeps a user out, or lets one in again.
   *
   * @param verb {@code suspend}, {@code activate}, {@code freeze}, {@code unlock} or {@code
   *     verify-email}
   */
  public JsonNode setUserStatus(String user, String verb, String note) {
    return management
        .post(userPath(user) + "/" + verb, headers, Json.object().put("note", note))
        .body();
  }

  /** Grants roles to a user and revokes others. */
  public JsonNode changeRoles(
      String user, Collection<String> grant, Collection<String> revoke, Optional<String> note) {
    ObjectNode wanted = Json.object();
    grant.forEach(wanted.putArray("grant")::add);
    revoke.forEach(wanted.putArray("revoke")::add);
    note.ifPresent(text -> wanted.put("note", text));
    return management.post(userPath(user) + "/roles", headers, wanted).body();
  }

  /** Everything about a user. */
  public JsonNode profile(String user) {
    return management.get(userPath(user) + "/profile", headers).body();
  }

  /** Removes all second factors of a user who lost them. */
  public JsonNode resetFactors(String user, String note) {
    return management
        .post(userPath(user) + "/reset-factors", headers, Json.object().put("note", note))
        .body();
  }

  /**
   * A page of the sessions of a user, newest first.
   *
   * @param state LIVE or ENDED; both when empty
   */
  public JsonNode sessions(String user, Optional<String> state, Optional<String> cursor) {
    StringBuilder path = new StringBuilder(userPath(user) + "/sessions?limit=500");
    append(path, "state", state);
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  public void endSession(String user, String session, String note) {
    management.post(
        userPath(user) + "/sessions/" + encoded(session) + "/end",
        headers,
        Json.object().put("note", note));
  }

  public void endSessions(String user, String note) {
    management.post(userPath(user) + "/sessions/end", headers, Json.object().put("note", note));
  }

  private static String userPath(String user) {
    return "/operator/users/" + URLEncoder.encode(user, StandardCharsets.UTF_8);
  }

  /** What waits for a second person, newest first. */
  public JsonNode approvals(Optional<String> status) {
    StringBuilder path = new StringBuilder("/operator/approvals?limit=500");
    append(path, "status", status);
    return management.get(path.toString(), headers).body().path("items");
  }

  public JsonNode approval(String id) {
    return management.get(approvalPath(id), headers).body();
  }

  /**
   * Approves what somebody asked for.
   *
   * @param contentHash of what was looked at
   */
  public JsonNode approve(String id, String contentHash, Optional<String> note) {
    ObjectNode wanted = Json.object().put("contentHash", contentHash);
    note.ifPresent(text -> wanted.put("note", text));
    return management.post(approvalPath(id) + "/approve", headers, wanted).body();
  }

  public JsonNode reject(String id, Optional<String> note) {
    ObjectNode wanted = Json.object();
    note.ifPresent(text -> wanted.put("note", text));
    return management.post(approvalPath(id) + "/reject", headers, wanted).body();
  }

  /** Which acts need a second person. */
  public JsonNode policies() {
    return management.get("/operator/approvals/policies", headers).body().path("items");
  }

  public JsonNode setPolicy(String act, boolean required, Optional<Long> selfApprovalSeconds) {
    ObjectNode wanted = Json.object().put("required", required);
    selfApprovalSeconds.ifPresent(seconds -> wanted.put("selfApprovalSeconds", seconds));
    return management.post("/operator/approvals/policies/" + encoded(act), headers, wanted).body();
  }

  private static String approvalPath(String id) {
    return "/operator/approvals/" + encoded(id);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Which entries of the audit trail. */
  public record AuditFilter(
      Optional<String> actor,
      Optional<String> action,
      Optional<String> target,
      Optional<String> from,
      Optional<String> to) {}

  /** A page of the audit trail, newest first. */
  public JsonNode audit(AuditFilter filter, Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/audit?limit=500");
    append(path, "actor", filter.actor());
    append(path, "action", filter.action());
    append(path, "target", filter.target());
    append(path, "from", filter.from());
    append(path, "to", filter.to());
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /** Whether the audit trail is whole. */
  public JsonNode verifyAudit(Optional<String> since) {
    StringBuilder path = new StringBuilder("/operator/audit/verification");
    since.ifPresent(head -> path.append("?since=").append(head));
    return management.get(path.toString(), headers).body();
  }

  private static void append(StringBuilder path, String name, Optional<String> value) {
    value.ifPresent(text ->
        path.append('&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(text, StandardCharsets.UTF_8)));
  }

  /**
   * Books money that came in from outside.
   *
   * @param reference where it came from; a reference books once, however often it is sent
   */
  public JsonNode deposit(
      String email, String currency, String amount, String reference, Optional<String> note) {
    ObjectNode deposit = Json.object();
    deposit
        .put("email", email)
        .put("currency", currency)
        .put("amount", amount)
        .put("reference", reference);
    note.ifPresent(text -> deposit.put("note", text));
    return management.post("/operator/deposits", headers, deposit).body();
  }

  /** The markets with what they take, and what is planned. */
  public JsonNode markets() {
    return management.get("/operator/markets", headers).body();
  }

  /**
   * Brings a market into another state.
   *
   * @param at when, RFC 3339; empty for now
   */
  public JsonNode setMarketState(String symbol, String state, Optional<String> at) {
    ObjectNode wanted = Json.object().put("state", state);
    at.ifPresent(time -> wanted.put("at", time));
    return management.post("/operator/markets/" + symbol + "/state", headers, wanted).body();
  }

  /**
   * Begins an auction in a market, or plans to; in an auction sets when that ends.
   *
   * @param at when, RFC 3339; empty for now
   * @param uncrossAt when it ends; empty for never by itself
   * @param then the state that follows; empty for TRADING
   */
  public JsonNode callAuction(
      String symbol, Optional<String> at, Optional<String> uncrossAt, Optional<String> then) {
    ObjectNode wanted = Json.object();
    at.ifPresent(time -> wanted.put("at", time));
    uncrossAt.ifPresent(time -> wanted.put("uncrossAt", time));
    then.ifPresent(state -> wanted.put("then", state));
    return management.post("/operator/markets/" + symbol + "/auction", headers, wanted).body();
  }

  /**
   * Sets the price that a market's limits are counted from; 0 takes it away.
   *
   * @param seenAt when it was seen, RFC 3339; empty for now
   */
  public JsonNode setReference(String symbol, String price, Optional<String> seenAt) {
    ObjectNode wanted = Json.object().put("price", price);
    seenAt.ifPresent(time -> wanted.put("seenAt", time));
    return management.post("/operator/markets/" + symbol + "/reference", headers, wanted).body();
  }

  /** Takes a symbol off the exchange for ever. */
  public JsonNode delist(String symbol) {
    return management
        .post("/operator/markets/" + symbol + "/delist", headers, Json.object())
        .body();
  }

  /** Makes the markets as the server's file says now. */
  public JsonNode applyMarkets() {
    return management.post("/operator/markets/apply", headers, Json.object()).body();
  }

  /**
   * What an account may do, and who it is.
   *
   * @param account its number, or its user's address
   */
  public JsonNode account(String account) {
    return management.get(path(account), headers).body();
  }

  /** Opens an account of the firm. */
  public JsonNode openAccount(String name, boolean feeExempt, boolean selfTrades) {
    ObjectNode firm = Json.object().put("name", name);
    firm.put("feeExempt", feeExempt).put("selfTrades", selfTrades);
    return management.post("/operator/accounts", headers, firm).body();
  }

  /** The accounts of the firm. */
  public JsonNode firmAccounts() {
    return management.get("/operator/accounts", headers).body().path("items");
  }

  /**
   * Moves money from one account to another.
   *
   * @param from with {@code to} a number, or a user's address
   * @param reference a reference books once, however often it is sent
   */
  public JsonNode journal(
      String from,
      String to,
      String currency,
      String amount,
      String reason,
      String reference,
      Optional<String> note) {
    ObjectNode journal = Json.object();
    journal
        .put("from", from)
        .put("to", to)
        .put("currency", currency)
        .put("amount", amount)
        .put("reason", reason)
        .put("reference", reference);
    note.ifPresent(text -> journal.put("note", text));
    return management.post("/operator/journals", headers, journal).body();
  }

  /**
   * A view of the ledger.
   *
   * @param view such as {@code trial-balance}
   * @param query its parameters; those without a value are left out
   */
  public JsonNode ledger(String view, Map<String, Optional<String>> query) {
    return management.get(ledgerPath(view, query), headers).body();
  }

  /**
   * The statement of an account as a file.
   *
   * @throws IOException when the connection breaks
   */
  public InputStream ledgerStatement(String account, Map<String, Optional<String>> query)
      throws IOException {
    return management.stream(
        ledgerPath("accounts/" + encoded(account) + "/statement", query), headers);
  }

  /** Books an adjustment. */
  public JsonNode adjust(JsonNode adjustment) {
    return management.post("/operator/ledger/adjustments", headers, adjustment).body();
  }

  /** Takes back what a command moved. */
  public JsonNode reverse(JsonNode reversal) {
    return management.post("/operator/ledger/reversals", headers, reversal).body();
  }

  /** Closes the books up to a day. */
  public JsonNode closePeriod(JsonNode period) {
    return management.post("/operator/ledger/periods", headers, period).body();
  }

  private static String ledgerPath(String view, Map<String, Optional<String>> query) {
    StringBuilder path = new StringBuilder("/operator/ledger/").append(view);
    char before = '?';
    for (Map.Entry<String, Optional<String>> parameter : query.entrySet()) {
      if (parameter.getValue().isPresent()) {
        path.append(before)
            .append(parameter.getKey())
            .append('=')
            .append(encoded(parameter.getValue().get()));
        before = '&';
      }
    }
    return path.toString();
  }

  /** A view of the ledger that is about an account; begins with its number or address. */
  public static String ledgerAccount(String account, String view) {
    return "accounts/" + encoded(account) + view;
  }

  public JsonNode fees() {
    return management.get("/operator/fees", headers).body();
  }

  public JsonNode setFees(JsonNode fees) {
    return management.post("/operator/fees", headers, fees).body();
  }

  /** What an account pays, and what it has traded. */
  public JsonNode feesOf(String account) {
    return management.get(path(account) + "/fees", headers).body();
  }

  public JsonNode setFeeGroup(String account, int group) {
    ObjectNode wanted = Json.object().put("group", group);
    return management.post(path(account) + "/fee-group", headers, wanted).body();
  }

  /** The hash of the engine's state, and the command after which it has it. */
  public JsonNode stateHash() {
    return management.get("/operator/state-hash", headers).body();
  }

  /** How far SQL is. */
  public JsonNode projection() {
    return management.get("/operator/projection", headers).body();
  }

  /**
   * The projected rows of one moment, once SQL has the command, as they come.
   *
   * @throws IOException when the connection breaks
   */
  public InputStream projectedRows(long atLeast) throws IOException {
    Map<String, String> asked = new HashMap<>(headers);
    asked.put("Bourse-At-Least-Sequence", Long.toString(atLeast));
    return management.stream("/operator/projection/rows", asked);
  }

  /** The latest mails, newest first. */
  public JsonNode mails(int limit) {
    return management.get("/operator/mails?limit=" + limit, headers).body().path("items");
  }

  public JsonNode mail(String id) {
    return management
        .get("/operator/mails/" + URLEncoder.encode(id, StandardCharsets.UTF_8), headers)
        .body();
  }

  /** The latest text messages in the mailbox. */
  public JsonNode texts(int limit) {
    return management.get("/operator/texts?limit=" + limit, headers).body().path("items");
  }

  /**
   * A page of KYC cases, the oldest first.
   *
   * @param user the id or the address
   */
  public JsonNode kycCases(
      Optional<String> kind,
      Optional<String> status,
      Optional<String> user,
      Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/kyc/cases?limit=500");
    append(path, "kind", kind);
    append(path, "status", status);
    append(path, "user", user);
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /** How far comparing verified clients with the lists is. */
  public JsonNode kycScreening() {
    return management.get("/operator/kyc/screening", headers).body();
  }

  /** A KYC case with what its client said. */
  public JsonNode kycCase(String id) {
    return management.get(kycPath(id), headers).body();
  }

  /** The content of a file of a case. */
  public InputStream kycFile(String id, String file) throws IOException {
    return management.stream(kycPath(id) + "/files/" + encoded(file), headers);
  }

  /**
   * Says whether somebody on a list is the person of a case.
   *
   * @param decision {@code CLEARED} or {@code CONFIRMED}
   */
  public void decideKycHit(String id, String hit, String decision, String note) {
    ObjectNode wanted = Json.object().put("decision", decision).put("note", note);
    management.post(kycPath(id) + "/hits/" + encoded(hit), headers, wanted);
  }

  /** Takes a case that waits; who has it keeps it. */
  public JsonNode claimKycCase(String id) {
    return management.post(kycPath(id) + "/claim", headers, Json.object()).body();
  }

  public JsonNode approveKycCase(String id, Optional<String> note) {
    ObjectNode wanted = Json.object();
    note.ifPresent(text -> wanted.put("note", text));
    return management.post(kycPath(id) + "/approve", headers, wanted).body();
  }

  /** Rejects a claimed case; the client reads the reason. */
  public JsonNode rejectKycCase(String id, String reason) {
    return management
        .post(kycPath(id) + "/reject", headers, Json.object().put("reason", reason))
        .body();
  }

  /** Hands a claimed case back to its client, who reads the reason. */
  public JsonNode askKycCaseAgain(String id, String reason) {
    return management
        .post(kycPath(id) + "/request", headers, Json.object().put("reason", reason))
        .body();
  }

  private static String kycPath(String id) {
    return "/operator/kyc/cases/" + encoded(id);
  }

  /** A page of what clients paid in, the newest first. */
  public JsonNode payments(
      Optional<String> status, Optional<String> user, boolean attention, Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/payments?limit=500");
    append(path, "status", status);
    append(path, "user", user);
    append(path, "attention", attention ? Optional.of("true") : Optional.empty());
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /** A payment with what it moved. */
  public JsonNode payment(String id) {
    return management.get("/operator/payments/" + encoded(id), headers).body();
  }

  /** Gives back what a client paid in, or a part of it. */
  public JsonNode refundPayment(String id, String amount, String note) {
    return management
        .post(
            "/operator/payments/" + encoded(id) + "/refund",
            headers,
            Json.object().put("amount", amount).put("note", note))
        .body();
  }

  /** What a payment called for was dealt with. */
  public JsonNode resolvePayment(String id, String note) {
    return management
        .post(
            "/operator/payments/" + encoded(id) + "/resolution",
            headers,
            Json.object().put("note", note))
        .body();
  }

  /**
   * Pauses deposits, or resumes them.
   *
   * @param connector or {@code *} for all
   * @param currency or {@code *} for all
   */
  public JsonNode setPaymentSwitch(String connector, String currency, boolean paused, String note) {
    ObjectNode wanted =
        Json.object()
            .put("connector", connector)
            .put("currency", currency)
            .put("paused", paused)
            .put("note", note);
    return management.post("/operator/payment-switches", headers, wanted).body();
  }

  /**
   * Sets a secret of a payment provider.
   *
   * @param kind {@code api-key} or {@code webhook-secret}
   */
  public void setPaymentSecret(String connector, String kind, String secret, boolean forgetOlder) {
    ObjectNode wanted =
        Json.object()
            .put("connector", connector)
            .put("kind", kind)
            .put("secret", secret)
            .put("forgetOlder", forgetOlder);
    management.post("/operator/payment-secrets", headers, wanted);
  }

  /** The chains that are followed. */
  public JsonNode chains() {
    return management.get("/operator/crypto", headers).body();
  }

  /** A page of what clients paid in over chains, the newest first. */
  public JsonNode chainDeposits(
      Optional<String> status, Optional<String> user, boolean attention, Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/crypto-deposits?limit=500");
    append(path, "status", status);
    append(path, "user", user);
    append(path, "attention", attention ? Optional.of("true") : Optional.empty());
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /** A deposit over a chain with what it moved. */
  public JsonNode chainDeposit(String id) {
    return management.get("/operator/crypto-deposits/" + encoded(id), headers).body();
  }

  /** What a deposit over a chain called for was dealt with. */
  public JsonNode resolveChainDeposit(String id, String note) {
    return management
        .post(
            "/operator/crypto-deposits/" + encoded(id) + "/resolution",
            headers,
            Json.object().put("note", note))
        .body();
  }

  /** Sets what a chain's node asks for. */
  public void setNodeSecret(String chain, String secret) {
    management.post(
        "/operator/crypto-secrets",
        headers,
        Json.object().put("chain", chain).put("secret", secret));
  }

  /** What clients send out, a page, the newest first. */
  public JsonNode withdrawals(
      Optional<String> status, Optional<String> user, boolean attention, Optional<String> cursor) {
    StringBuilder path = new StringBuilder("/operator/withdrawals?limit=500");
    append(path, "status", status);
    append(path, "user", user);
    append(path, "attention", attention ? Optional.of("true") : Optional.empty());
    append(path, "cursor", cursor);
    return management.get(path.toString(), headers).body();
  }

  /** A withdrawal with everything that is known of it. */
  public JsonNode withdrawal(String id) {
    return management.get("/operator/withdrawals/" + encoded(id), headers).body();
  }

  private JsonNode onWithdrawal(String id, String act, ObjectNode wanted) {
    return management
        .post("/operator/withdrawals/" + encoded(id) + "/" + act, headers, wanted)
        .body();
  }

  /**
   * Approves a withdrawal.
   *
   * @param hash of exactly what was shown
   */
  public JsonNode approveWithdrawal(String id, String hash, String note) {
    return onWithdrawal(id, "approval", Json.object().put("contentHash", hash).put("note", note));
  }

  /** Refuses a withdrawal that has not gone yet. */
  public JsonNode refuseWithdrawal(String id, String reason) {
    return onWithdrawal(id, "refusal", Json.object().put("reason", reason));
  }

  /** Has a withdrawal tried again that could not be sent. */
  public JsonNode retryWithdrawal(String id, String note) {
    return onWithdrawal(id, "retry", Json.object().put("note", note));
  }

  /** Gives a withdrawal up that could not be sent. */
  public JsonNode skipWithdrawal(String id, String reason) {
    return onWithdrawal(id, "skip", Json.object().put("reason", reason));
  }

  /**
   * Tells what became of a transfer at the bank.
   *
   * @param reference or null
   * @param reason or null
   */
  public JsonNode tellBankTransfer(String id, String outcome, String reference, String reason) {
    ObjectNode wanted = Json.object().put("outcome", outcome);
    if (reference != null) {
      wanted.put("reference", reference);
    }
    if (reason != null) {
      wanted.put("reason", reason);
    }
    return onWithdrawal(id, "bank-transfer", wanted);
  }

  /**
   * Pauses withdrawals, or resumes them.
   *
   * @param rail or {@code *} for all
   * @param currency or {@code *} for all
   */
  public JsonNode setWithdrawalSwitch(String rail, String currency, boolean paused, String note) {
    ObjectNode wanted =
        Json.object()
            .put("rail", rail)
            .put("currency", currency)
            .put("paused", paused)
            .put("note", note);
    return management.post("/operator/withdrawal-switches", headers, wanted).body();
  }

  /** What assets count as against limits. */
  public JsonNode withdrawalRates() {
    return management.get("/operator/withdrawal-rates", headers).body();
  }

  /**
   * Gives what an asset counts as.
   *
   * @param asOf or null
   */
  public JsonNode setWithdrawalRate(
      String currency, String in, String rate, String source, String asOf) {
    ObjectNode wanted =
        Json.object()
            .put("currency", currency)
            .put("reportingCurrency", in)
            .put("rate", rate)
            .put("source", source);
    if (asOf != null) {
      wanted.put("asOf", asOf);
    }
    return management.post("/operator/withdrawal-rates", headers, wanted).body();
  }

  /**
   * Stops the withdrawals of a user.
   *
   * @param until or null, to let them go again
   */
  public JsonNode blockWithdrawals(String user, String until, String note) {
    ObjectNode wanted = Json.object().put("user", user).put("note", note);
    if (until != null) {
      wanted.put("until", until);
    }
    return management.post("/operator/withdrawal-blocks", headers, wanted).body();
  }

  /** Sets the password for the SMTP server. */
  public void setMailPassword(String password) {
    management.send(
        "PUT",
        "/operator/mail/password",
        headers,
        Optional.of(Json.object().put("password", password)));
  }

  /** Sets the secret for the provider of text messages. */
  public void setSmsSecret(String secret) {
    management.send(
        "PUT", "/operator/sms/secret", headers, Optional.of(Json.object().put("secret", secret)));
  }

  /** Whether the public port is under maintenance. */
  public JsonNode maintenance() {
    return management.get("/operator/maintenance", headers).body();
  }

  /**
   * Serves nobody but the back office.
   *
   * @param message what clients are told
   * @param endsAt when it is expected to end, RFC 3339
   */
  public JsonNode beginMaintenance(
      Optional<String> message, Optional<String> endsAt, Optional<String> note) {
    ObjectNode wanted = Json.object().put("on", true);
    message.ifPresent(text -> wanted.put("message", text));
    endsAt.ifPresent(time -> wanted.put("endsAt", time));
    note.ifPresent(text -> wanted.put("note", text));
    return management.post("/operator/maintenance", headers, wanted).body();
  }

  public JsonNode endMaintenance(Optional<String> note) {
    ObjectNode wanted = Json.object().put("on", false);
    note.ifPresent(text -> wanted.put("note", text));
    return management.post("/operator/maintenance", headers, wanted).body();
  }

  /** Who is not served. */
  public JsonNode restrictions() {
    return management.get("/operator/restrictions", headers).body().path("items");
  }

  /**
   * Serves nobody from somewhere.
   *
   * @param kind ADDRESS or COUNTRY
   * @param expiresAt until when, RFC 3339; empty for until it is removed
   */
  public JsonNode addRestriction(
      String kind, String target, String note, Optional<String> expiresAt) {
    ObjectNode wanted = Json.object().put("kind", kind).put("target", target).put("note", note);
    expiresAt.ifPresent(time -> wanted.put("expiresAt", time));
    return management.post("/operator/restrictions", headers, wanted).body();
  }

  public void removeRestriction(String id) {
    management.send(
        "DELETE",
        "/operator/restrictions/" + URLEncoder.encode(id, StandardCharsets.UTF_8),
        headers,
        Optional.empty());
  }

  /** The venue's safe state. */
  public JsonNode safeState() {
    return management.get("/operator/safe-state", headers).body();
  }

  public JsonNode setSafeState(String state, Optional<String> note) {
    ObjectNode wanted = Json.object().put("state", state);
    note.ifPresent(text -> wanted.put("note", text));
    return management.post("/operator/safe-state", headers, wanted).body();
  }

  /** The keys that data are encrypted with, and all other secrets, by name. */
  public JsonNode keys() {
    return management.get("/operator/keys", headers).body();
  }

  /** Makes a new version of a key. */
  public JsonNode rotateKey(String name) {
    return management
        .post(
            "/operator/keys/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + "/rotate",
            headers,
            Json.object())
        .body();
  }

  /** Sets all blocks of an account; none resumes it. */
  public JsonNode setBlocks(
      String account, Collection<String> blocks, String reason, Optional<String> note) {
    ObjectNode wanted = Json.object().put("reason", reason);
    ArrayNode list = wanted.putArray("blocks");
    blocks.forEach(list::add);
    note.ifPresent(text -> wanted.put("note", text));
    return management.post(path(account) + "/blocks", headers, wanted).body();
  }

  private static String path(String account) {
    return "/operator/accounts/" + URLEncoder.encode(account, StandardCharsets.UTF_8);
  }

  /**
   * Sets all flags of an account: whether it pays no fees, and whether it may trade with itself.
   */
  public JsonNode setFlags(String account, boolean feeExempt, boolean selfTrades) {
    ObjectNode flags = Json.object().put("feeExempt", feeExempt).put("selfTrades", selfTrades);
    return management.post(path(account) + "/flags", headers, flags).body();
  }
}
