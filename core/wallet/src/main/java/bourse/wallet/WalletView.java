package bourse.wallet;

/**
 * A balance as its owner sees it: balance = available + reserved, always. Amounts are decimal
 * strings with the asset's decimals.
 *
 * @param version the sequence of its last change
 */
record WalletView(
    String currency, String balance, String available, String reserved, long version) {}
