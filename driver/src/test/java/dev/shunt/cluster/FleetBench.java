package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import dev.shunt.schema.Dialect;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.jdbcx.JdbcDataSource;

/** A database with a register, whose clock the test sets, and instances that beat when the test says so. */
final class FleetBench implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final JdbcDataSource database = new JdbcDataSource();
    private final Connection keepsIt;

    FleetBench() throws SQLException {
        database.setURL("jdbc:h2:mem:fleet" + NUMBER.incrementAndGet() + ";MODE=MySQL");
        keepsIt = database.getConnection();
    }

    /** An instance as the register sees it. */
    static final class Someone implements Subject {
        final List<Taint> taints = new ArrayList<>();
        final Self self;
        Report report = reportOf(Set.of());
        boolean recovered = true;
        volatile boolean nothingLeft = true;
        boolean begun;
        long taintings;
        long epoch;
        long settled;
        long mirroredSince = System.nanoTime() - TimeUnit.DAYS.toNanos(1);
        final List<Compared> compared = new ArrayList<>();
        final Map<String, Verification> verified = new TreeMap<>();
        Map<String, Taint> fleet = Map.of();
        final Heartbeat heartbeat;

        Someone(FleetBench bench, Self self, Duration lease) {
            this.self = self;
            this.heartbeat = new Heartbeat(self, this, bench.database, () -> lease);
        }

        @Override
        public Report report() {
            return report;
        }

        @Override
        public List<Taint> taints() {
            return taints;
        }

        @Override
        public boolean begun() {
            return begun;
        }

        @Override
        public void begins() {
            begun = true;
        }

        @Override
        public boolean recovered() {
            return recovered;
        }

        @Override
        public boolean nothingLeft() {
            return nothingLeft;
        }

        @Override
        public long taintings(String table) {
            return taintings;
        }

        @Override
        public void cleared(String table, long taintingsThen) {
            if (taintings == taintingsThen) {
                taints.removeIf(taint -> taint.table().equals(table));
            }
        }

        @Override
        public List<Compared> compared() {
            return List.copyOf(compared);
        }

        @Override
        public void recorded(Compared one) {
            compared.remove(one);
        }

        @Override
        public void settled() {
            settled++;
        }

        @Override
        public boolean mirrorsNothing() {
            return report.mirrored().isEmpty();
        }

        @Override
        public Map<Verification, String> verified(List<Verification> standing, long askedNanos) {
            Map<Verification, String> refused = new HashMap<>();
            verified.clear();
            for (Verification one : standing) {
                if (askedNanos - one.ageMillis() * 1_000_000 < mirroredSince) {
                    refused.put(one, "not mirrored then");
                } else {
                    verified.put(one.table(), one);
                }
            }
            return refused;
        }

        @Override
        public void reigns(long present) {
            epoch = present;
        }

        @Override
        public void merge(Map<String, Taint> taints) {
            fleet = new TreeMap<>(taints);
        }

        /** Beats as an instance that mirrors those tables, or none. */
        void beat(String... mirrored) throws SQLException {
            report = reportOf(Set.of(mirrored));
            heartbeat.beat(Set.of(mirrored));
        }
    }

    static Report reportOf(Set<String> mirrored) {
        return new Report(!mirrored.isEmpty(), mirrored, 10, 0, 0, 0, 0, "{}");
    }

    static Self self(String id, String run, String host, String journal) {
        return new Self(id, run, host, 4711, "1", "/state/" + id, journal);
    }

    /** An instance that takes others for dead after half a minute of silence. */
    Someone instance(String id, String run, String journal) {
        return new Someone(this, self(id, run, "host-" + id, journal), Duration.ofSeconds(30));
    }

    /** An instance that takes nobody for dead, on a host of its own in each run. */
    Someone patient(String id, String run, String journal) {
        return new Someone(this, self(id, run, "host-" + run, journal), Duration.ofDays(1));
    }

    RegisterStore store() throws SQLException {
        return new RegisterStore(database.getConnection(), Dialect.H2);
    }

    /** Lets that time pass for one instance: its last heartbeat is so much older. */
    void silent(String id, Duration time) throws SQLException {
        execute("UPDATE shunt_instance SET heartbeat = heartbeat - " + time.toMillis() + " WHERE id = '" + id + "'");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.getURL());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        keepsIt.close();
    }
}
