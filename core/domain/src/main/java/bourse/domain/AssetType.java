package bourse.domain;

/** What kind of thing an asset is. */
public enum AssetType {
  FIAT,
  CRYPTO,
  SECURITY
}
