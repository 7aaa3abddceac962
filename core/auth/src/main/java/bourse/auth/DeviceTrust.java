package bourse.auth;

import java.util.Optional;

/**
 * What a login says of trust in its device.
 *
 * @param token of a device that is trusted already
 * @param wanted trust this one from now on, once a second factor was shown
 */
record DeviceTrust(Optional<String> token, boolean wanted) {
  static final HostCookie COOKIE = new HostCookie("__Host-bourse-device");
}
