package bourse.platform.http;

import java.util.List;

/** The HTTP door of a module. */
public interface Routes {
  List<Route> routes();
}
