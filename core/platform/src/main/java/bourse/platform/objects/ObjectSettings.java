package bourse.platform.objects;

import bourse.platform.config.Setting;
import java.util.List;

/** The settings of the object store. */
public final class ObjectSettings {
  public static final Setting<Integer> PORT =
      Setting.port(
          "objects.port",
          19_000,
          "Port of the object store on the loopback address; 0 takes a free one.");

  /** All of them. */
  public static final List<Setting<?>> ALL = List.of(PORT);

  private ObjectSettings() {}
}
