package dev.shunt.admin.backfill;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.shunt.admin.terminal.Quantity;
import dev.shunt.cluster.Fleet;
import dev.shunt.cluster.Member;
import dev.shunt.config.Config;
import dev.shunt.config.ConfigException;
import dev.shunt.config.Options;
import dev.shunt.journal.Taint;
import java.io.IOException;
import java.nio.file.Path;
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
        Map<String, Object> details = details(member);
        for (String table : tables) {
            String mirror = mirror(details, table);
            if (!MIRRORED.contains(mirror)) {
                return new State(
                        who + " has mirror = " + mirror + " for table " + table + ": shunt set mirror=async",
                        false,
                        false);
            }
            if (!inScope(member, details.get("scope"), table)) {
                return new State(
                        who + " leaves table " + table + " out, so it does not mirror what it writes there:"
                                + " see tables in its file",
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

    private static Map<String, Object> details(Member member) {
        try {
            return JSON.std.mapFrom(member.details());
        } catch (IOException e) {
            return Map.of("knobs", Map.of("mirror", "unknown"));
        }
    }

    /** An instance of another version tells no scope: then what it has ever mirrored has to do. */
    private static boolean inScope(Member member, @Nullable Object scope, String table) {
        if (scope == null) {
            return member.mirrored().contains(Taint.EVERY_TABLE)
                    || member.mirrored().stream().anyMatch(table::equalsIgnoreCase);
        }
        try {
            return Config.parse(Path.of(""), Options.TABLES.name() + " = " + scope)
                    .inScope(table);
        } catch (ConfigException e) {
            return false;
        }
    }

    private static String mirror(Map<String, Object> details, String table) {
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
