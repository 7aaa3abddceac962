package bourse.crypto;

/** A block by its height and hash. */
record BlockMark(long height, String hash) {}
