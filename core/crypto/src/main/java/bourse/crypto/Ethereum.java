package bourse.crypto;

import bourse.domain.HouseAccount;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Ethereum behind a node's JSON-RPC. Ether is seen where a transaction sends it to an address of
 * ours; tokens by the {@code Transfer} logs of their contracts. Ether that a contract sends in the
 * course of a transaction has neither, and is not seen.
 *
 * @see <a href="https://ethereum.org/en/developers/docs/apis/json-rpc/">JSON-RPC</a>
 * @see <a href="https://eips.ethereum.org/EIPS/eip-20">EIP-20</a>
 */
final class Ethereum implements Chain {
  static final String NAME = "ethereum";
  static final int DECIMALS = 18;

  /** The first block of the networks that people use; of others the first one seen counts. */
  private static final Map<Long, String> GENESIS =
      Map.of(
          1L, "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
          11155111L, "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9");

  /** Of {@code Transfer(address,address,uint256)}. */
  private static final String TRANSFER =
      "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";

  private static final int DECIMALS_OF_ANY_TOKEN = 36;

  private final long chainId;
  private final NodeRpc node;
  private final ExtendedPublicKey receiving;
  private final ChainAsset coin;
  private final List<ChainAsset> assets;
  private final int confirmations;

  /**
   * @param account the extended public key of the account that deposits go to
   * @param tokens with the decimals that their contracts have
   */
  Ethereum(
      long chainId,
      NodeRpc node,
      ExtendedPublicKey account,
      String symbol,
      List<ChainAsset> tokens,
      int confirmations) {
    this.chainId = chainId;
    this.node = node;
    this.receiving = account.child(0);
    this.coin = new ChainAsset(symbol, DECIMALS, Optional.empty());
    List<ChainAsset> all = new ArrayList<>(List.of(coin));
    all.addAll(tokens);
    this.assets = List.copyOf(all);
    this.confirmations = confirmations;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String network() {
    return Long.toString(chainId);
  }

  @Override
  public HouseAccount depositsAccount() {
    return HouseAccount.ETHEREUM_DEPOSITS;
  }

  @Override
  public List<ChainAsset> assets() {
    return assets;
  }

  @Override
  public int confirmations() {
    return confirmations;
  }

  @Override
  public String address(int number) {
    return EthereumAddress.of(receiving.child(number).point()).text();
  }

  /** EIP-681. */
  @Override
  public String uri(String address, ChainAsset asset) {
    return asset
        .contract()
        .map(contract ->
            "ethereum:" + contract.text() + "@" + chainId + "/transfer?address=" + address)
        .orElse("ethereum:" + address + "@" + chainId);
  }

  /** Also that the contracts of the tokens count as the settings say. */
  @Override
  public String genesis() {
    long actual = quantity(node.call("eth_chainId")).longValue();
    if (actual != chainId) {
      throw new WrongNode("The Ethereum node is on chain " + actual + ", not on " + chainId);
    }
    String genesis = hash(0);
    String known = GENESIS.getOrDefault(chainId, genesis);
    if (!genesis.equals(known)) {
      throw new WrongNode(
          "The Ethereum node is not on chain " + chainId + ": its first block is " + genesis);
    }
    assets.stream().filter(asset -> asset.contract().isPresent()).forEach(this::checkToken);
    return genesis;
  }

  private void checkToken(ChainAsset token) {
    String contract = token.contract().orElseThrow().lower();
    String answer =
        node.call("eth_call", Map.of("to", contract, "data", "0x313ce567"), "latest").asText();
    BigInteger decimals =
        answer.length() > 2 ? new BigInteger(answer.substring(2), 16) : BigInteger.valueOf(-1);
    if (!decimals.equals(BigInteger.valueOf(token.decimals()))) {
      throw new WrongNode(
          "The contract of "
              + token.symbol()
              + " says that it has "
              + (decimals.signum() < 0 || decimals.bitLength() > 8 ? "no" : decimals)
              + " decimals, not "
              + token.decimals()
              + " as in crypto.ethereum-tokens");
    }
  }

  @Override
  public long tip() {
    return quantity(node.call("eth_blockNumber")).longValueExact();
  }

  @Override
  public String hash(long height) {
    return NodeRpc.text(header(height, false), "hash");
  }

  private JsonNode header(long height, boolean withTransactions) {
    JsonNode block =
        node.call("eth_getBlockByNumber", "0x" + Long.toHexString(height), withTransactions);
    if (!block.isObject()) {
      throw new NodeSilence("The Ethereum node has no block " + height);
    }
    return block;
  }

  @Override
  public ChainBlock block(long height, Predicate<String> isOurs) {
    JsonNode block = header(height, true);
    String hash = NodeRpc.text(block, "hash");
    Set<String> ofInterest = new HashSet<>();
    list(block.path("transactions"))
        .forEach(transaction -> {
          boolean isToUs =
              transaction.path("to").isTextual()
                  && isOurs.test(EthereumAddress.ofHex(transaction.path("to").asText()).text());
          if (isToUs && quantity(transaction.path("value")).signum() > 0) {
            ofInterest.add(NodeRpc.text(transaction, "hash"));
          }
        });
    ofInterest.addAll(withTokens(hash, isOurs));
    List<Sighting> sightings = new ArrayList<>();
    for (JsonNode transaction : block.path("transactions")) {
      if (ofInterest.contains(NodeRpc.text(transaction, "hash"))) {
        sightings.addAll(sightings(hash, transaction, isOurs));
      }
    }
    return new ChainBlock(
        new BlockMark(height, hash), NodeRpc.text(block, "parentHash"), sightings);
  }

  private Set<String> withTokens(String block, Predicate<String> isOurs) {
    List<String> contracts =
        assets.stream()
            .flatMap(asset -> asset.contract().stream())
            .map(EthereumAddress::lower)
            .toList();
    Set<String> transactions = new HashSet<>();
    if (!contracts.isEmpty()) {
      JsonNode logs =
          node.call(
              "eth_getLogs",
              Map.of("blockHash", block, "address", contracts, "topics", List.of(TRANSFER)));
      list(logs)
          .forEach(log -> {
            if (transferTo(log).filter(isOurs).isPresent()) {
              transactions.add(NodeRpc.text(log, "transactionHash"));
            }
          });
    }
    return transactions;
  }

  /** What a transaction gave us, if it was not undone: its receipt says both. */
  private List<Sighting> sightings(String block, JsonNode transaction, Predicate<String> isOurs) {
    String tx = NodeRpc.text(transaction, "hash");
    JsonNode receipt = node.call("eth_getTransactionReceipt", tx);
    if (!receipt.path("blockHash").asText().equals(block)) {
      throw new NodeSilence("The Ethereum node has another block for " + tx + " by now");
    }
    if (quantity(receipt.path("status")).signum() == 0) {
      return List.of();
    }
    List<Sighting> sightings = new ArrayList<>();
    BigInteger value = quantity(transaction.path("value"));
    if (value.signum() > 0 && transaction.path("to").isTextual()) {
      String to = EthereumAddress.ofHex(transaction.path("to").asText()).text();
      if (isOurs.test(to)) {
        sightings.add(new Sighting(tx, "value", to, coin.symbol(), value, confirmations));
      }
    }
    int place = 0;
    for (JsonNode log : list(receipt.path("logs"))) {
      // The log's own index counts within its block, which may become another.
      String at = "log" + place++;
      Optional<String> to = transferTo(log).filter(isOurs);
      Optional<ChainAsset> token = token(log);
      BigInteger amount =
          to.isPresent() && token.isPresent() ? quantity(log.path("data")) : BigInteger.ZERO;
      if (amount.signum() > 0) {
        sightings.add(
            new Sighting(
                tx, at, to.orElseThrow(), token.orElseThrow().symbol(), amount, confirmations));
      }
    }
    return sightings;
  }

  private Optional<ChainAsset> token(JsonNode log) {
    String contract = log.path("address").asText("").toLowerCase(Locale.ROOT);
    return assets.stream()
        .filter(asset -> asset.contract().filter(one -> one.lower().equals(contract)).isPresent())
        .findFirst();
  }

  private static Optional<String> transferTo(JsonNode log) {
    JsonNode topics = log.path("topics");
    boolean isTransfer =
        topics.size() == 3
            && topics.path(0).asText().equals(TRANSFER)
            && topics.path(2).asText().length() == 66
            && log.path("data").asText().length() == 66;
    return isTransfer
        ? Optional.of(EthereumAddress.ofHex(topics.path(2).asText().substring(26)).text())
        : Optional.empty();
  }

  /** A token has at most so many decimals; more are a mistake. */
  static boolean isPlausible(int decimals) {
    return decimals >= 0 && decimals <= DECIMALS_OF_ANY_TOKEN;
  }

  /** What is not there is not taken for nothing: a block is read once. */
  private static JsonNode list(JsonNode value) {
    if (!value.isArray()) {
      throw new NodeSilence("The Ethereum node's answer lacks a list");
    }
    return value;
  }

  private static BigInteger quantity(JsonNode value) {
    String text = value.asText("");
    if (!text.startsWith("0x") || text.length() < 3 || text.length() > 66) {
      throw new NodeSilence("The Ethereum node wrote a number that can't be read");
    }
    try {
      return new BigInteger(text.substring(2), 16);
    } catch (NumberFormatException e) {
      throw new NodeSilence("The Ethereum node wrote a number that can't be read", e);
    }
  }
}
