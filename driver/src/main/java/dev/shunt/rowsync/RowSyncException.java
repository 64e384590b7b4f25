package dev.shunt.rowsync;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rows cannot be synced, and trying again will not help before somebody changes one of the sides. */
public final class RowSyncException extends Exception {
    private final transient List<UniqueConflict> conflicts;

    RowSyncException(@Nullable String message, Throwable cause) {
        super(message, cause);
        this.conflicts = List.of();
    }

    RowSyncException(String message, List<UniqueConflict> conflicts) {
        super(message);
        this.conflicts = conflicts;
    }

    /** Returns why, with the keys of the rows where they are known: only for who may see them. */
    public String withKeys() {
        return conflicts.isEmpty()
                ? String.valueOf(getMessage())
                : conflicts.stream().map(UniqueConflict::toString).distinct().collect(Collectors.joining("; "));
    }

    /** Returns the rows that stand in each other's way, as far as that is why and they could be told. */
    public List<UniqueConflict> conflicts() {
        return conflicts;
    }
}
