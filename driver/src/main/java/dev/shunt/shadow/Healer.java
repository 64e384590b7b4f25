package dev.shunt.shadow;

import dev.shunt.compare.Difference;
import dev.shunt.replay.Bindings;
import dev.shunt.sql.Analysis;
import org.jspecify.annotations.Nullable;

/** Is told of every difference that stayed, on a thread of the shadow reads. Thread-safe; must not wait or throw. */
@FunctionalInterface
public interface Healer {
    /** Heals what it can of a difference that a statement, bound to {@code bindings}, has shown. */
    void heal(Analysis statement, @Nullable Bindings bindings, Difference difference);
}
