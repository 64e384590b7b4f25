package dev.shunt.admin.backfill;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Member;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is copied stays right: every instance mirrors the tables, and no transaction is open that began before it
 * did.
 */
final class Readiness {
    private static final Set<String> MIRRORED = Set.of("async", "sync");

    private final DataSource source;
    private final Duration lease;

    Readiness(DataSource source, Duration lease) {
        this.source = source;
        this.lease = lease;
    }

    /**
     * What the register says.
     *
     * @param obstacle why the copy would not stay right; null where it will
     * @param passing true if waiting may help
     * @param nobody no instance is there
     */
    record State(@Nullable String obstacle, boolean passing, boolean nobody) {}

    State look(List<String> tables) throws SQLException {
        Fleet fleet;
        try (Connection connection = source.getConnection()) {
            fleet = Fleet.read(connection);
        }
        List<Member> members = fleet == null ? List.of() : fleet.members();
        if (members.stream().allMatch(this::silent)) {
            return new State(
                    "no instance " + (members.isEmpty() ? "is registered" : "that is registered is heard of")
                            + ", so nobody mirrors what is written from now on",
                    false,
                    true);
        }
        for (Member member : members) {
            State state = of(member, tables);
            if (state.obstacle() != null) {
                return state;
            }
        }
        return new State(null, false, false);
    }

    private State of(Member member, List<String> tables) {
        String who = "instance " + member.self().id() + " on " + member.self().host();
        if (silent(member)) {
            return new State(
                    who + " has been silent for " + Quantity.age(member.ageMillis())
                            + ", and may still write: start it again or, if it is gone for good, shunt control forget "
                            + member.self().id(),
                    true,
                    false);
        }
        for (String table : tables) {
            String mirror = mirror(member, table);
            if (!MIRRORED.contains(mirror)) {
                return new State(
                        who + " has mirror = " + mirror + " for table " + table + ": shunt set mirror=async",
                        false,
                        false);
            }
        }
        Integer open = member.olderOpen();
        if (open == null || open > 0) {
            return new State(
                    who + " has " + (open == null ? "perhaps transactions" : Quantity.amount(open, "transaction"))
                            + " open that began before it mirrored",
                    true,
                    false);
        }
        return new State(null, false, false);
    }

    private boolean silent(Member member) {
        return member.ageMillis() > lease.toMillis();
    }

    private static String mirror(Member member, String table) {
        Map<String, Object> details;
        try {
            details = JSON.std.mapFrom(member.details());
        } catch (IOException e) {
            return "unknown";
        }
        Object mirror = details.get("knobs") instanceof Map<?, ?> knobs ? knobs.get("mirror") : null;
        if (details.get("tables") instanceof Map<?, ?> tables) {
            for (Map.Entry<?, ?> entry : tables.entrySet()) {
                if (table.equalsIgnoreCase(String.valueOf(entry.getKey()))
                        && entry.getValue() instanceof Map<?, ?> own
                        && own.get("mirror") != null) {
                    mirror = own.get("mirror");
                }
            }
        }
        return String.valueOf(mirror).toLowerCase(Locale.ROOT);
    }
}
