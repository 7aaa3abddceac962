package bourse.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the specifications give as examples, each from the page that it names. */
class ChainVectorsTest {
  private static ExtendedPublicKey key(String text) {
    return ExtendedPublicKey.parse(text).orElseThrow();
  }

  /** https://github.com/bitcoin/bips/blob/master/bip-0032.mediawiki, test vectors 1 and 2. */
  @Test
  void bip32DerivesPublicKeysFromPublicKeys() {
    ExtendedPublicKey hardened =
        key(
            "xpub68Gmy5EdvgibQVfPdqkBBCHxA5htiqg55crXYuXoQRKfDBFA1WEjWgP6LHhwBZeNK1VTsfTFUHCdrfp1bgwQ9xv5ski8PX9rL2dZXvgGDnw");
    assertEquals(
        "xpub6ASuArnXKPbfEwhqN6e3mwBcDTgzisQN1wXN9BJcM47sSikHjJf3UFHKkNAWbWMiGj7Wf5uMash7SyYq527Hqck2AxYysAA7xmALppuCkwQ",
        hardened.child(1).toString());
    ExtendedPublicKey master =
        key(
            "xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB");
    assertEquals(
        "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH",
        master.child(0).toString());
    assertThrows(IllegalArgumentException.class, () -> master.child(-1));
  }

  /** The same page, test vector 5: what is no key. */
  @Test
  void bip32RefusesWhatIsNoPublicKey() {
    for (String wrong :
        List.of(
            // the checksum is another
            "xpub661MyMwAqRbcEYS8w7XLSVeEsBXy79zSzH1J8vCdxAZningWLdN3zgtU6LBpB85b3D2yc8sfvZU521AAwdZafEz7mnzBBsz4wKY5fTtTQBm",
            // a secret key
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
            "",
            "xpub")) {
      assertEquals(Optional.empty(), ExtendedPublicKey.parse(wrong), wrong);
    }
  }

  /** https://github.com/bitcoin/bips/blob/master/bip-0084.mediawiki, test vectors. */
  @Test
  void bip84GivesTheFirstAddressesOfAnAccount() {
    ExtendedPublicKey receiving =
        key("zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZYs")
            .child(0);
    assertEquals(
        "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu",
        BitcoinAddress.of(BitcoinNetwork.MAIN, receiving.child(0).key()).text());
    assertEquals(
        "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g",
        BitcoinAddress.of(BitcoinNetwork.MAIN, receiving.child(1).key()).text());
  }

  /** https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki and bip-0350, test vectors. */
  @Test
  void bip173AddressesHaveTheirScripts() {
    Map<String, String> scripts =
        Map.of(
            "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
            "0014751e76e8199196d454941c45d1b3a323f1433bd6",
            "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
            "512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
    scripts.forEach((address, script) ->
        assertEquals(
            script,
            BitcoinAddress.parse(BitcoinNetwork.MAIN, address).orElseThrow().script(),
            address));
    assertEquals(
        "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
        BitcoinAddress.parse(
                BitcoinNetwork.TESTNET,
                "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7")
            .orElseThrow()
            .script());
    for (String wrong :
        List.of(
            "tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
            "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2",
            "bc1rw5uspcuh",
            "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
            "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du",
            "bc1gmk9yu",
            // of another network
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
            "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sL5k7",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "")) {
      assertEquals(Optional.empty(), BitcoinAddress.parse(BitcoinNetwork.MAIN, wrong), wrong);
    }
  }

  /** The address of the first block's reward, which every explorer shows with this script. */
  @Test
  void oldAddressesHaveTheirScripts() {
    assertEquals(
        "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac",
        BitcoinAddress.parse(BitcoinNetwork.MAIN, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")
            .orElseThrow()
            .script());
    assertEquals(
        Optional.empty(),
        BitcoinAddress.parse(BitcoinNetwork.MAIN, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"));
    assertEquals(
        Optional.empty(),
        BitcoinAddress.parse(BitcoinNetwork.REGTEST, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"));
  }

  /** https://eips.ethereum.org/EIPS/eip-55, test cases. */
  @Test
  void eip55PutsTheChecksumIntoTheCaseOfLetters() {
    for (String address :
        List.of(
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x27b1fdb04752bbc536007a920d24acb045561c26",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb")) {
      assertEquals(address, EthereumAddress.ofHex(address).text());
      assertEquals(address, EthereumAddress.parse(address).orElseThrow().text());
    }
    for (String wrong :
        List.of(
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD",
            "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe",
            "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu")) {
      assertEquals(Optional.empty(), EthereumAddress.parse(wrong), wrong);
    }
  }

  /** The bytes of Bitcoin's first block, and what every node calls it and its transaction. */
  @Test
  void aBlockIsReadFromItsBytes() {
    BitcoinBlock block =
        BitcoinBlock.parse(
            Bytes.ofHex(
                "0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b2"
                    + "7ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c0101000000"
                    + "010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff00"
                    + "1d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272"
                    + "696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a0100"
                    + "0000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4c"
                    + "ef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000"));
    assertEquals(BitcoinNetwork.MAIN.genesis(), block.hash());
    BitcoinTransaction reward = block.transactions().getFirst();
    assertEquals("4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b", reward.id());
    assertEquals(5_000_000_000L, reward.outputs().getFirst().value());
    assertThrows(IllegalArgumentException.class, () -> BitcoinBlock.parse(new byte[] {1, 2, 3}));
  }

  @Test
  void amountsBeyondALongArePartedExactly() {
    BigInteger exact = new BigInteger("123456789012345678901234567890");
    ChainFollower.Scaled scaled = ChainFollower.Scaled.of(exact, 18, Optional.of(9));
    assertEquals(new BigDecimal("123456789012.345678901"), scaled.amount());
    assertEquals(new BigInteger("234567890"), scaled.dust());
    ChainFollower.Scaled token =
        ChainFollower.Scaled.of(BigInteger.valueOf(1_234), 2, Optional.of(6));
    assertEquals(new BigDecimal("12.34"), token.amount());
    assertEquals(BigInteger.ZERO, token.dust());
    assertEquals(
        new BigInteger("999999999"),
        ChainFollower.Scaled.of(BigInteger.valueOf(999_999_999), 18, Optional.of(9)).dust());
  }
}
