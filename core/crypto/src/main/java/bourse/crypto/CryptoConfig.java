package bourse.crypto;

import bourse.domain.ErrorCode;
import bourse.domain.Fault;
import bourse.platform.config.Setting;
import bourse.platform.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an operator decides about chains.
 *
 * @param bitcoin empty when it is not taken
 * @param ethereum empty when it is not taken
 * @param interval how often a node is asked for new blocks
 * @param patience how long a node's answer may take
 * @param firstAddress no address with a lower number is given out
 * @param deepest so many blocks a reorganisation may take back
 */
public record CryptoConfig(
    Optional<OfBitcoin> bitcoin,
    Optional<OfEthereum> ethereum,
    Duration interval,
    Duration patience,
    int firstAddress,
    int deepest) {
  /**
   * Bitcoin.
   *
   * @param user whom the node asks for, beside the secret
   * @param account the extended public key whose addresses take deposits
   */
  record OfBitcoin(
      URI node,
      String user,
      BitcoinNetwork network,
      ExtendedPublicKey account,
      String asset,
      int confirmations) {}

  /** Ethereum. */
  record OfEthereum(
      URI node,
      long chainId,
      ExtendedPublicKey account,
      String asset,
      List<ChainAsset> tokens,
      int confirmations) {
    OfEthereum {
      tokens = List.copyOf(tokens);
    }
  }

  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  /** {@code SYMBOL=0xADDRESS/DECIMALS}. */
  private static final Pattern TOKEN =
      Pattern.compile("([A-Z0-9]{1,12})=(0x[0-9a-fA-F]{40})/([0-9]{1,2})");

  private static final Setting<Optional<URI>> BITCOIN_NODE =
      Setting.url(
          "crypto.bitcoin-node",
          "Where the JSON-RPC of a Bitcoin node is, such as http://127.0.0.1:8332. Its password is"
              + " in the keystore (bourse crypto secret). Empty: bitcoins are not taken.");

  private static final Setting<String> BITCOIN_USER =
      Setting.text(
          "crypto.bitcoin-user", "bourse", "The user's name that the Bitcoin node asks for.");

  private static final Setting<BitcoinNetwork> BITCOIN_NETWORK =
      Setting.choice(
          "crypto.bitcoin-network",
          BitcoinNetwork.MAIN,
          "The network of the Bitcoin node. A node on another is not believed.");

  private static final Setting<String> BITCOIN_KEY =
      Setting.text(
          "crypto.bitcoin-key",
          "",
          "The extended public key (xpub, zpub, tpub or vpub) of the account that deposits go to,"
              + " m/84'/0'/N'. The secret one is never here.");

  private static final Setting<String> BITCOIN_ASSET =
      Setting.text(
          "crypto.bitcoin-asset", "BTC", "The listed asset that bitcoins are credited as.");

  private static final Setting<Integer> BITCOIN_CONFIRMATIONS =
      Setting.integer(
          "crypto.bitcoin-confirmations",
          3,
          1,
          1_000,
          "So many blocks, with its own, make a deposit of bitcoins sure.");

  private static final Setting<Optional<URI>> ETHEREUM_NODE =
      Setting.url(
          "crypto.ethereum-node",
          "Where the JSON-RPC of an Ethereum node is, such as http://127.0.0.1:8545. Empty: ether"
              + " and tokens are not taken.");

  private static final Setting<Integer> ETHEREUM_CHAIN =
      Setting.integer(
          "crypto.ethereum-chain",
          1,
          1,
          Integer.MAX_VALUE,
          "The chain id of the Ethereum node: 1 is the main network. A node on another is not"
              + " believed.");

  private static final Setting<String> ETHEREUM_KEY =
      Setting.text(
          "crypto.ethereum-key",
          "",
          "The extended public key (xpub) of the account that deposits go to, m/44'/60'/N'. The"
              + " secret one is never here.");

  private static final Setting<String> ETHEREUM_ASSET =
      Setting.text("crypto.ethereum-asset", "ETH", "The listed asset that ether is credited as.");

  private static final Setting<List<String>> ETHEREUM_TOKENS =
      Setting.list(
          "crypto.ethereum-tokens",
          List.of(),
          "tokens such as USDC=0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48/6",
          text -> token(text).isPresent(),
          "The tokens (ERC-20) that are taken: the listed asset, the address of the contract, and"
              + " the contract's decimals.");

  private static final Setting<Integer> ETHEREUM_CONFIRMATIONS =
      Setting.integer(
          "crypto.ethereum-confirmations",
          64,
          1,
          1_000,
          "So many blocks, with its own, make a deposit on Ethereum sure. 64 are two epochs, after"
              + " which the network takes blocks for final.");

  private static final Setting<Duration> INTERVAL =
      Setting.duration(
          "crypto.interval",
          Duration.ofSeconds(10),
          Duration.ofMillis(50),
          Duration.ofHours(1),
          "How often a node is asked for new blocks.");

  private static final Setting<Duration> PATIENCE =
      Setting.duration(
          "crypto.node-timeout",
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          Duration.ofMinutes(10),
          "How long a node's answer may take. Then it is asked again at the next interval.");

  private static final Setting<Integer> FIRST_ADDRESS =
      Setting.integer(
          "crypto.first-address",
          0,
          0,
          1_000_000_000,
          "No address with a lower number is given out. After a restore from a backup raise it"
              + " above all that were given out since.");

  private static final Setting<Integer> DEEPEST =
      Setting.integer(
          "crypto.deepest-reorganisation",
          100,
          1,
          10_000,
          "So many blocks a reorganisation may take back. At a deeper one the chain is followed no"
              + " further, until one of the staff has found out why.");

  /** For the catalogue. */
  public static final List<Setting<?>> SETTINGS =
      List.of(
          BITCOIN_NODE,
          BITCOIN_USER,
          BITCOIN_NETWORK,
          BITCOIN_KEY,
          BITCOIN_ASSET,
          BITCOIN_CONFIRMATIONS,
          ETHEREUM_NODE,
          ETHEREUM_CHAIN,
          ETHEREUM_KEY,
          ETHEREUM_ASSET,
          ETHEREUM_TOKENS,
          ETHEREUM_CONFIRMATIONS,
          INTERVAL,
          PATIENCE,
          FIRST_ADDRESS,
          DEEPEST);

  /**
   * Reads the settings.
   *
   * @throws Fault {@code BAD_CONFIGURATION}
   */
  public static CryptoConfig of(Settings settings) {
    return new CryptoConfig(
        settings.get(BITCOIN_NODE).map(node -> bitcoin(settings, node)),
        settings.get(ETHEREUM_NODE).map(node -> ethereum(settings, node)),
        settings.get(INTERVAL),
        settings.get(PATIENCE),
        settings.get(FIRST_ADDRESS),
        settings.get(DEEPEST));
  }

  private static OfBitcoin bitcoin(Settings settings, URI node) {
    requireProtected(BITCOIN_NODE, node);
    BitcoinNetwork network = settings.get(BITCOIN_NETWORK);
    ExtendedPublicKey key = key(BITCOIN_KEY, settings.get(BITCOIN_KEY));
    if (key.isTest() != network.isTest()) {
      throw bad(
          BITCOIN_KEY,
          "is of "
              + (key.isTest() ? "a test network" : "the main network")
              + ", and "
              + BITCOIN_NETWORK.key()
              + " is not");
    }
    return new OfBitcoin(
        node,
        settings.get(BITCOIN_USER),
        network,
        key,
        settings.get(BITCOIN_ASSET),
        settings.get(BITCOIN_CONFIRMATIONS));
  }

  private static OfEthereum ethereum(Settings settings, URI node) {
    requireProtected(ETHEREUM_NODE, node);
    List<ChainAsset> tokens = new ArrayList<>();
    settings.get(ETHEREUM_TOKENS).forEach(text -> tokens.add(token(text).orElseThrow()));
    String asset = settings.get(ETHEREUM_ASSET);
    long different =
        tokens.stream()
            .map(ChainAsset::symbol)
            .filter(one -> !one.equals(asset))
            .distinct()
            .count();
    if (different != tokens.size()) {
      throw bad(ETHEREUM_TOKENS, "names an asset twice");
    }
    return new OfEthereum(
        node,
        settings.get(ETHEREUM_CHAIN),
        key(ETHEREUM_KEY, settings.get(ETHEREUM_KEY)),
        asset,
        tokens,
        settings.get(ETHEREUM_CONFIRMATIONS));
  }

  private static ExtendedPublicKey key(Setting<?> setting, String text) {
    return ExtendedPublicKey.parse(text)
        .orElseThrow(() ->
            bad(
                setting,
                "is no extended public key: it begins with xpub, zpub, tpub or vpub, and a letter"
                    + " of it may be wrong"));
  }

  private static Optional<ChainAsset> token(String text) {
    Matcher matcher = TOKEN.matcher(text);
    if (!matcher.matches() || !Ethereum.isPlausible(Integer.parseInt(matcher.group(3)))) {
      return Optional.empty();
    }
    return EthereumAddress.parse(matcher.group(2))
        .map(contract ->
            new ChainAsset(
                matcher.group(1), Integer.parseInt(matcher.group(3)), Optional.of(contract)));
  }

  /** Who stands between us and the node could credit what never came. */
  private static void requireProtected(Setting<?> setting, URI url) {
    if (!"https".equals(url.getScheme()) && !THIS_MACHINE.contains(url.getHost())) {
      throw bad(setting, "is neither https nor on this machine");
    }
  }

  private static Fault bad(Setting<?> setting, String rule) {
    return new Fault(ErrorCode.BAD_CONFIGURATION, setting.key() + " " + rule + ".");
  }
}
