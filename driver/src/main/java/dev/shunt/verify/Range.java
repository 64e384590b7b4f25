package dev.shunt.verify;

import dev.shunt.schema.Key;
import org.jspecify.annotations.Nullable;

/** The keys behind {@code after}, up to and with {@code upTo}; null is no bound. */
record Range(@Nullable Key after, @Nullable Key upTo) {}
