package dev.shunt.cluster;

import dev.shunt.journal.Taint;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Brings the taints of an instance and those of the register together: its own are written there, the others' are handed
 * to it, and one of its own that somebody has taken out of the register is taken off. Not thread-safe.
 */
final class Marks {
    private final Self self;
    private final Subject subject;
    private final Set<String> written = new HashSet<>();
    private final Map<String, Long> told = new HashMap<>();
    private Set<String> seen = Set.of();
    private Map<String, Long> taintings = Map.of();

    Marks(Self self, Subject subject) {
        this.self = self;
        this.subject = subject;
    }

    /** The register may have forgotten all of it. */
    void forget() {
        written.clear();
        seen = Set.of();
    }

    /** Returns true if the register lacks one of the instance's taints, or has it from before it was marked again. */
    boolean untold() {
        Map<String, Long> now = taintings();
        return now.keySet().stream().anyMatch(table -> !written.contains(table))
                || now.entrySet().stream().anyMatch(mark -> mark.getValue() > told.getOrDefault(mark.getKey(), 0L));
    }

    /** Returns all that the register had. */
    List<FleetTaint> exchange(RegisterStore store) throws SQLException {
        Map<String, Long> before = taintings(); // what comes after the look is not what somebody may take off
        List<FleetTaint> all = store.taints();
        Set<String> mine = all.stream()
                .filter(taint -> own(taint) && !taint.unclean())
                .map(taint -> taint.taint().table())
                .collect(Collectors.toSet());
        for (String table : seen) {
            if (written.contains(table) && !mine.contains(table)) {
                subject.cleared(table, taintings.getOrDefault(table, 0L));
                written.remove(table); // and written anew where it stays
            }
        }
        seen = mine;
        taintings = before;
        write(store, before);
        merge(store, all);
        return all;
    }

    private Map<String, Long> taintings() {
        return subject.taints().stream()
                .collect(Collectors.toMap(Taint::table, taint -> subject.taintings(taint.table())));
    }

    private boolean own(FleetTaint taint) {
        return taint.instance().equals(self.id());
    }

    private void write(RegisterStore store, Map<String, Long> times) throws SQLException {
        Set<String> now = new TreeSet<>();
        for (Taint taint : subject.taints()) {
            String table = taint.table();
            long time = times.getOrDefault(table, 0L);
            now.add(table);
            boolean there = written.contains(table) || !store.taint(self, table, taint.by());
            written.add(table);
            if (there && time > told.getOrDefault(table, 0L)) {
                store.taintAgain(self, table); // or a verification that is under way would take it for one of before
            }
            told.put(table, time);
        }
        for (String table : Set.copyOf(written)) {
            if (!now.contains(table)) {
                store.untaint(self, table); // the instance itself has found it equal
                written.remove(table);
            }
        }
        told.keySet().retainAll(now);
    }

    private void merge(RegisterStore store, List<FleetTaint> all) throws SQLException {
        Map<String, Taint> fleet = new HashMap<>();
        Set<String> back = new TreeSet<>();
        for (FleetTaint taint : all) {
            if (own(taint) && taint.unclean() && livesOn(taint)) {
                back.add(taint.run());
            } else if (!own(taint)
                    || taint.unclean()
                    || !written.contains(taint.taint().table())) {
                fleet.putIfAbsent(taint.taint().table(), taint.taint());
            }
        }
        for (String run : back) {
            store.returned(self.id(), run);
        }
        subject.merge(fleet);
    }

    /** Only silent for a while, or back with its journal and through with it. */
    private boolean livesOn(FleetTaint taint) {
        return taint.run().equals(self.run()) || self.durable() && subject.recovered();
    }
}
