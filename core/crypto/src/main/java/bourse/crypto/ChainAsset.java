package bourse.crypto;

import java.util.Optional;

/**
 * An asset as its chain counts it.
 *
 * @param symbol of the listed asset
 * @param decimals of the chain's smallest unit: 8 for bitcoin, 18 for ether
 * @param contract of a token; empty for the chain's own coin
 */
record ChainAsset(String symbol, int decimals, Optional<EthereumAddress> contract) {}
