package bourse.cli;

import bourse.cli.client.Json;
import bourse.cli.client.Operator;
import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows everything about a user. */
@Command(
    name = "show",
    description = "Show everything about a user: roles, state, factors, logins, balances, audit.",
    footer = {"", "Example:  bourse user show ada@example.org"})
final class UserShowCommand extends OperatorCommand {
  @Parameters(index = "0", paramLabel = "USER", description = "The user's address or id.")
  private String user;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  UserShowCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  void ask(Operator operator) {
    JsonNode profile = operator.profile(user);
    if (json) {
      terminal.out().println(Json.pretty(profile));
    } else {
      print(profile);
    }
  }

  private void print(JsonNode profile) {
    JsonNode shown = profile.path("user");
    line("user", UserListCommand.line(shown));
    line("name", shown.path("fullName").asText());
    line("phone", profile.path("phone").asText("-"));
    line("mail", mail(shown.path("emailVerifiedAt")));
    line("created", shown.path("createdAt").asText());
    line("factors", factors(profile.path("factors")));
    JsonNode account = profile.path("account");
    line("account", account.path("state").asText() + " " + account.path("reason").asText());
    for (JsonNode balance : account.path("balances")) {
      line(
          "balance",
          "%s %s, of which %s is reserved"
              .formatted(
                  balance.path("balance").asText(),
                  balance.path("currency").asText(),
                  balance.path("reserved").asText()));
    }
    profile.path("lastLogins").forEach(login -> line("login", SessionListCommand.line(login)));
    for (JsonNode entry : profile.path("audit")) {
      line(
          "audit",
          "%s  %s  %s  %s"
              .formatted(
                  entry.path("time").asText(),
                  entry.path("actor").asText(),
                  entry.path("action").asText(),
                  entry.path("notes").asText())
              .stripTrailing());
    }
  }

  private static String mail(JsonNode verifiedAt) {
    return verifiedAt.isTextual() ? "verified " + verifiedAt.asText() : "not verified";
  }

  private static String factors(JsonNode factors) {
    String app =
        factors.path("appLocked").asBoolean()
            ? "a locked app"
            : factors.path("app").asBoolean() ? "an app" : "no app";
    return "%s, %d passkeys, %d recovery codes, %d trusted devices"
        .formatted(
            app,
            factors.path("passkeys").asInt(),
            factors.path("recoveryCodes").asInt(),
            factors.path("trustedDevices").asInt());
  }

  private void line(String name, String text) {
    terminal.out().println("%-8s %s".formatted(name, text));
  }
}
