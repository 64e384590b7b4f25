package dev.shunt.verify;

/** What a range comes to on both sides. */
record Sums(Sum primary, Sum secondary) {}
