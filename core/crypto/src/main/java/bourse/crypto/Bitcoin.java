package bourse.crypto;

import bourse.domain.HouseAccount;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Bitcoin behind a node that speaks as bitcoind does (Bitcoin Core, bcoin, btcd). Only calls that
 * all of them have are used, and no wallet of the node.
 *
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0084.mediawiki">BIP84</a>
 */
final class Bitcoin implements Chain {
  static final String NAME = "bitcoin";
  private static final int DECIMALS = 8;

  /** So many blocks, with its own, make what was mined spendable. */
  private static final int MATURITY = 101;

  private final BitcoinNetwork network;
  private final NodeRpc node;
  private final ExtendedPublicKey receiving;
  private final ChainAsset asset;
  private final int confirmations;

  /**
   * @param account the extended public key of the account that deposits go to
   */
  Bitcoin(
      BitcoinNetwork network,
      NodeRpc node,
      ExtendedPublicKey account,
      String symbol,
      int confirmations) {
    this.network = network;
    this.node = node;
    this.receiving = account.child(0);
    this.asset = new ChainAsset(symbol, DECIMALS, Optional.empty());
    this.confirmations = confirmations;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String network() {
    return network.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public HouseAccount depositsAccount() {
    return HouseAccount.BITCOIN_DEPOSITS;
  }

  @Override
  public List<ChainAsset> assets() {
    return List.of(asset);
  }

  @Override
  public int confirmations() {
    return confirmations;
  }

  @Override
  public String address(int number) {
    return BitcoinAddress.of(network, receiving.child(number).key()).text();
  }

  /** BIP21. */
  @Override
  public String uri(String address, ChainAsset ofAsset) {
    return "bitcoin:" + address;
  }

  @Override
  public String genesis() {
    String genesis = hash(0);
    if (!genesis.equals(network.genesis())) {
      throw new WrongNode(
          "The Bitcoin node is not on " + network() + ": its first block is " + genesis);
    }
    return genesis;
  }

  @Override
  public long tip() {
    JsonNode count = node.call("getblockcount");
    if (!count.isIntegralNumber() || count.asLong() < 0) {
      throw new NodeSilence("The Bitcoin node does not say how many blocks there are");
    }
    return count.asLong();
  }

  @Override
  public String hash(long height) {
    return node.call("getblockhash", height).asText();
  }

  @Override
  public ChainBlock block(long height, Predicate<String> isOurs) {
    String hash = hash(height);
    BitcoinBlock block;
    try {
      block = BitcoinBlock.parse(Bytes.ofHex(node.call("getblock", hash, false).asText()));
    } catch (IllegalArgumentException e) {
      throw new NodeSilence("The Bitcoin node gave a block that can't be read", e);
    }
    if (!block.hash().equals(hash)) {
      throw new NodeSilence("The Bitcoin node gave another block than it was asked for");
    }
    List<Sighting> sightings = new ArrayList<>();
    for (BitcoinTransaction transaction : block.transactions()) {
      sightings.addAll(sightings(transaction, isOurs));
    }
    return new ChainBlock(new BlockMark(height, hash), block.parent(), sightings);
  }

  private List<Sighting> sightings(BitcoinTransaction transaction, Predicate<String> isOurs) {
    List<Sighting> sightings = new ArrayList<>();
    for (int i = 0; i < transaction.outputs().size(); i++) {
      BitcoinTransaction.Output output = transaction.outputs().get(i);
      Optional<String> address = BitcoinAddress.ofScript(network, output.script()).filter(isOurs);
      if (address.isPresent()) {
        sightings.add(
            new Sighting(
                transaction.id(),
                Integer.toString(i),
                address.get(),
                asset.symbol(),
                BigInteger.valueOf(output.value()),
                isMined(transaction) ? Math.max(MATURITY, confirmations) : confirmations));
      }
    }
    return sightings;
  }

  private static boolean isMined(BitcoinTransaction transaction) {
    return transaction.inputs().getFirst().tx().equals("0".repeat(64));
  }
}
