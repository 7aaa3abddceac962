package bourse.crypto;

/** The networks that Bitcoin's rules are used in. */
enum BitcoinNetwork {
  MAIN("bc", 0x00, 0x05, false, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
  TESTNET(
      "tb", 0x6f, 0xc4, true, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
  SIGNET(
      "tb", 0x6f, 0xc4, true, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
  REGTEST(
      "bcrt", 0x6f, 0xc4, true, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206");

  private final String prefix;
  private final int keyHashVersion;
  private final int scriptHashVersion;
  private final boolean test;
  private final String genesis;

  BitcoinNetwork(
      String prefix, int keyHashVersion, int scriptHashVersion, boolean test, String genesis) {
    this.prefix = prefix;
    this.keyHashVersion = keyHashVersion;
    this.scriptHashVersion = scriptHashVersion;
    this.test = test;
    this.genesis = genesis;
  }

  /** Before the 1 of an address of a witness program. */
  String prefix() {
    return prefix;
  }

  /** The first byte of an old address of a key. */
  int keyHashVersion() {
    return keyHashVersion;
  }

  /** The first byte of an old address of a script. */
  int scriptHashVersion() {
    return scriptHashVersion;
  }

  /** Whether its coins are worth nothing. */
  boolean isTest() {
    return test;
  }

  /** The hash of the first block. */
  String genesis() {
    return genesis;
  }
}
