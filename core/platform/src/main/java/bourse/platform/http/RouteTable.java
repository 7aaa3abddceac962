package bourse.platform.http;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts routes into Helidon's routing: literal paths before those with parameters, and a 405 with
 * {@code Allow} for a known path with another method.
 */
final class RouteTable {
  private static final String PARAMETER = "{}";

  private RouteTable() {}

  static void install(List<Route> routes, HttpRouting.Builder routing) {
    List<Route> sorted =
        routes.stream()
            .sorted(Comparator.comparing(Route::path, RouteTable::literalsFirst))
            .toList();
    Map<String, Set<String>> methodsByShape = new LinkedHashMap<>();
    Map<String, String> pathByShape = new LinkedHashMap<>();
    for (Route route : sorted) {
      String shape = route.path().replaceAll("\\{[^}]*}", PARAMETER);
      if (!methodsByShape.computeIfAbsent(shape, s -> new TreeSet<>()).add(route.method())) {
        throw new IllegalArgumentException(route.method() + " " + shape + " is served twice");
      }
      pathByShape.putIfAbsent(shape, route.path());
      routing.route(Method.create(route.method()), route.path(), route.handler());
    }
    methodsByShape.forEach(
        (shape, methods) -> routing.any(pathByShape.get(shape), notAllowed(methods)));
  }

  private static Handler notAllowed(Set<String> methods) {
    String allow = String.join(", ", methods);
    return (request, response) -> {
      response.header(HeaderNames.ALLOW, allow);
      throw new Fault(
          ErrorCode.METHOD_NOT_ALLOWED,
          request.prologue().method().text() + " is not served here; served are " + allow + ".");
    };
  }

  private static int literalsFirst(String one, String other) {
    return Arrays.compare(
        one.replace('{', Character.MAX_VALUE).split("/"),
        other.replace('{', Character.MAX_VALUE).split("/"));
  }
}
