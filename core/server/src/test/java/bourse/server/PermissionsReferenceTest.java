package bourse.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bourse.platform.access.KeyScope;
import bourse.platform.access.Permission;
import bourse.platform.access.Role;
import bourse.platform.config.Settings;
import bourse.platform.http.Access;
import bourse.platform.http.Route;
import bourse.platform.service.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The reference page of roles and permissions is what the code says. When this fails, {@code make
 * reference} writes the page anew.
 */
class PermissionsReferenceTest {
  private static final Path PAGE = Path.of("..", "..", "docs", "reference", "permissions.md");

  /** What only stops or protects, may not wait, and gives nobody anything; and notes. */
  private static final List<String> WITHOUT_A_FRESH_FACTOR =
      List.of(
          "POST /v1/admin/approvals/{id}/reject",
          "POST /v1/admin/kyc/cases/{id}/claim",
          "POST /v1/admin/kyc/cases/{id}/notes",
          "POST /v1/admin/kyc/cases/{id}/release",
          "POST /v1/admin/kyc/cases/{id}/request",
          "POST /v1/admin/payments/{id}/look",
          "POST /v1/admin/users/{user}/api-keys/{id}/revoke",
          "POST /v1/admin/users/{user}/freeze",
          "POST /v1/admin/users/{user}/sessions/end",
          "POST /v1/admin/users/{user}/sessions/{id}/end");

  @TempDir Path folder;

  @Test
  void theReferencePageSaysWhatTheCodeSays() throws Exception {
    String page = page(routes());
    if (Boolean.getBoolean("bourse.write-reference")) {
      Files.writeString(PAGE, page);
    }
    assertEquals(page, Files.readString(PAGE), "The page is stale: run make reference");
  }

  private List<Route> routes() throws Exception {
    Map<String, String> settings = new HashMap<>();
    for (String port :
        List.of(
            "http.port",
            "management.port",
            "kafka.port",
            "kafka.controller-port",
            "objects.port")) {
      settings.put(port, "0");
    }
    Path markets = Path.of("..", "..", "config-samples", "markets.yaml").toRealPath();
    settings.put("markets.file", markets.toString());
    BourseServer server =
        new BourseServer(
            Settings.of(BourseServer.catalogue(), settings),
            Files.createDirectory(folder.resolve("data")),
            Progress.silent());
    try {
      return server.routes();
    } finally {
      server.stop();
    }
  }

  private static String page(List<Route> routes) {
    StringBuilder page =
        new StringBuilder(
            """
            # Roles and permissions

            Generated from the code; the build fails when this page is stale. Who has several roles may do what any of
            them may. A role that is taken away is gone at the next request.

            ## Roles

            | role | is for someone who |
            |---|---|
            """);
    for (Role role : Role.values()) {
      page.append("| `%s` | %s |\n".formatted(role, role.description()));
    }
    page.append("\n## What each may do\n\n| permission | lets one |");
    for (Role role : Role.values()) {
      page.append(" ").append(role.name().toLowerCase(Locale.ROOT)).append(" |");
    }
    page.append("\n|---|---|").append("---|".repeat(Role.values().length)).append("\n");
    for (Permission permission : Permission.values()) {
      page.append("| `%s` | %s |".formatted(permission, permission.description()));
      for (Role role : Role.values()) {
        page.append(role.permissions().contains(permission) ? " yes |" : " |");
      }
      page.append("\n");
    }
    page.append(
        """

        ## What each operation needs

        An API key needs the scope; where there is none, only a person who logged in may do it. *Fresh* asks for a
        second factor that was shown in the session a moment ago: with *yes* the password does for who has none, with
        *second factor* nothing else does.

        | operation | permission | scope of a key | fresh |
        |---|---|---|---|
        """);
    routes.stream()
        .filter(route -> route.access().kind() == Access.Kind.USER)
        .sorted(Comparator.comparing(Route::path).thenComparing(Route::method))
        .forEach(route -> page.append(row(route)));
    page.append("\nOpen to anyone: ");
    page.append(
        routes.stream()
            .filter(route -> route.access().kind() == Access.Kind.PUBLIC)
            .map(route -> "`" + route.method() + " " + route.path() + "`")
            .sorted()
            .collect(Collectors.joining(", ")));
    return page.append(".\n").toString();
  }

  private static String row(Route route) {
    Permission permission = route.access().permission().orElseThrow();
    return "| `%s %s` | `%s` | %s | %s |\n"
        .formatted(
            route.method(),
            route.path(),
            permission,
            permission.keyScope().map(KeyScope::name).orElse(""),
            fresh(route.access().fresh()));
  }

  private static String fresh(Access.Fresh fresh) {
    return switch (fresh) {
      case NOTHING -> "";
      case FACTOR -> "yes";
      case SECOND_FACTOR -> "second factor";
    };
  }

  /** An act of the back office asks for a second factor, unless it was looked at and is here. */
  @Test
  void whatTheBackOfficeDoesNeedsAFreshSecondFactor() throws Exception {
    List<String> withoutOne =
        routes().stream()
            .filter(route -> route.path().startsWith("/v1/admin/"))
            .filter(route -> !route.method().equals("GET"))
            .filter(route -> route.access().fresh() != Access.Fresh.SECOND_FACTOR)
            .map(route -> route.method() + " " + route.path())
            .sorted()
            .toList();
    assertEquals(WITHOUT_A_FRESH_FACTOR, withoutOne);
  }

  @Test
  void everyoneHasTheOwnProfile() {
    assertEquals(
        List.of(Role.values()),
        Arrays.stream(Role.values())
            .filter(role -> role.permissions().contains(Permission.PROFILE_CHANGE))
            .toList());
  }
}
