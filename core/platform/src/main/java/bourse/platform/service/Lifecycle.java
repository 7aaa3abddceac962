package bourse.platform.service;

/** Starts services in dependency order, stops them in reverse, and tells how they are. */
public final class Lifecycle {}
