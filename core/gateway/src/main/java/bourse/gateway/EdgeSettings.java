package bourse.gateway;

import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import bourse.platform.http.Subnet;
import bourse.platform.tls.ServerCertificates;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the public edge is reached.
 *
 * @param trustedProxies who may say for whom they ask
 * @param forwardedHeader in which header they say it
 * @param publicUrl where people reach this server, when that was set
 * @param hosts the names it answers to, besides localhost and addresses
 * @param corsOrigins pages of other servers that may read what the API answers
 * @param strictSubdomains whether browsers are to use TLS for subdomains of this server's name too
 */
public record EdgeSettings(
    List<Subnet> trustedProxies,
    ForwardedHeader forwardedHeader,
    Optional<URI> publicUrl,
    Set<String> hosts,
    Set<String> corsOrigins,
    boolean strictSubdomains) {
  /** The header that trusted proxies write. What else a client sends is passed over. */
  public enum ForwardedHeader {
    X_FORWARDED_FOR,
    /** RFC 7239. */
    FORWARDED
  }

  private static final String HOST = "[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?";
  private static final String ORIGIN = "https?://" + HOST + "(:[0-9]{1,5})?";

  private static final Setting<List<String>> TRUSTED_PROXIES =
      Setting.list(
          "http.trusted-proxies",
          List.of(),
          "addresses and subnets such as 10.0.0.0/8",
          Subnet::isOne,
          "Proxies in front of this server: from them alone http.forwarded-header is believed.");

  private static final Setting<ForwardedHeader> FORWARDED_HEADER =
      Setting.choice(
          "http.forwarded-header",
          ForwardedHeader.X_FORWARDED_FOR,
          "The header in which trusted proxies say for whom they ask.");

  public static final Setting<Optional<URI>> PUBLIC_URL =
      Setting.url(
          "http.public-url",
          "Where people reach this server, such as https://trade.example.org; its name is then one"
              + " that the server answers to. Links in mails begin with it, and passkeys are bound"
              + " to its host: a new one needs new passkeys. Not set: the first of tls.names, or"
              + " localhost.");

  private static final Setting<List<String>> HOSTS =
      Setting.list(
          "http.hosts",
          List.of(),
          "host names without port",
          text -> text.matches(HOST),
          "More names that this server answers to; localhost, addresses, this machine's name and"
              + " tls.names always work.");

  private static final Setting<List<String>> CORS_ORIGINS =
      Setting.list(
          "http.cors-origins",
          List.of(),
          "origins such as https://app.example.org",
          text -> text.matches(ORIGIN),
          "Pages of other servers that may read what the API answers; they never get cookies.");

  private static final Setting<Boolean> STRICT_SUBDOMAINS =
      Setting.bool(
          "http.strict-subdomains",
          false,
          "Where http.public-url is https, browsers come back over TLS only, for a year (HSTS). This"
              + " has them do so for every subdomain of its host too: only where each of them has"
              + " TLS, because it can't be taken back within that year.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          TRUSTED_PROXIES, FORWARDED_HEADER, PUBLIC_URL, HOSTS, CORS_ORIGINS, STRICT_SUBDOMAINS);

  public EdgeSettings {
    trustedProxies = List.copyOf(trustedProxies);
    hosts = Set.copyOf(hosts);
    corsOrigins = Set.copyOf(corsOrigins);
  }

  public static EdgeSettings of(Settings settings) {
    Optional<URI> publicUrl = settings.get(PUBLIC_URL);
    Set<String> hosts = new HashSet<>();
    settings.get(HOSTS).forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    ServerCertificates.names(settings).forEach(name -> hosts.add(name.toLowerCase(Locale.ROOT)));
    publicUrl.ifPresent(url -> hosts.add(url.getHost().toLowerCase(Locale.ROOT)));
    return new EdgeSettings(
        settings.get(TRUSTED_PROXIES).stream().map(Subnet::parse).toList(),
        settings.get(FORWARDED_HEADER),
        publicUrl,
        hosts,
        Set.copyOf(settings.get(CORS_ORIGINS)),
        settings.get(STRICT_SUBDOMAINS));
  }

  /** What holds where nothing is configured. */
  public static EdgeSettings defaults() {
    return new EdgeSettings(
        List.of(), FORWARDED_HEADER.defaultValue(), Optional.empty(), Set.of(), Set.of(), false);
  }
}
