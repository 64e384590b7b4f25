package dev.shunt.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row as it was read. Immutable.
 *
 * @param values in column order: Long, BigInteger, BigDecimal, Double, String, byte[], LocalDate, LocalTime,
 *     LocalDateTime, Instant, {@link Unread}, or null
 */
public record Row(List<@Nullable Object> values) {}
